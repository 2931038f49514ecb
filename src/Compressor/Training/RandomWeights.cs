using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training;

/// <summary>
/// What a training from scratch begins with: a network whose kernels and matrices are noise of mean 0 and variance g / n, where n is the number of inputs of one output (He, Zhang, Ren and Sun,
/// arXiv 1502.01852, equation 10) and g is 2, for the Relu that takes half of it, and 1 where the layer gives an output of the network. Biases are 0, scales and variances 1, means 0, slopes of PRelu a quarter.
/// </summary>
public static class RandomWeights
{
    private const float Slope = 0.25f;

    /// <summary>Draws the weights that layers read from stored float32 tensors; those that nodes make of others, and all other tensors, stay.</summary>
    /// <param name="network">The network; it is not changed.</param>
    /// <param name="seed">Equal seeds give equal weights.</param>
    /// <returns>A network of no source.</returns>
    public static OnnxModel Draw(OnnxModel network, long seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        OnnxModel model = new(network.Proto.Clone());
        OnnxGraph graph = model.Graph;
        HashSet<string> drawn = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Where(node => OperatorDomain.IsDefault(node.Domain)))
        {
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (graph.Initializer(node.Input[input]) is { } tensor && ParameterLayout.IsFloat(tensor) && LawOf(graph, node, input, tensor) is { } law && drawn.Add(tensor.Name))
                {
                    // A seed of its own for each tensor, so that a layer that is added changes no other one's weights before it.
                    Fill(tensor, law, new SeededGenerator(SeedSequence.Of(seed, drawn.Count)));
                }
            }
        }

        graph.Changed();
        return model;
    }

    // What a tensor is filled with: a number, and noise of a deviation around it. Null: it stays.
    private static (float Mean, double Deviation)? LawOf(OnnxGraph graph, NodeProto node, int input, TensorProto tensor)
    {
        double gain = node.Output.Any(graph.IsOutput) ? 1 : 2;
        long Window() => tensor.Dims.Skip(2).Aggregate(1L, (product, size) => product * size);
        (float, double) Noise(long inputs) => (0, Math.Sqrt(gain / Math.Max(1, inputs)));
        return (node.OpType, input) switch
        {
            ("Conv", 1) => Noise(tensor.Dims[1] * Window()),
            ("ConvTranspose", 1) => Noise(tensor.Dims[0] / Math.Max(1, node.GetInt("group", 1)) * Window()),
            ("Gemm", 1) => Noise(tensor.Dims[node.GetInt("transB", 0) == 0 ? 0 : 1]),
            ("MatMul", 1) when tensor.Dims.Count >= 2 => Noise(tensor.Dims[^2]),
            ("MatMul", 0) when tensor.Dims.Count >= 2 => Noise(tensor.Dims[^1]),
            ("Conv" or "ConvTranspose" or "Gemm", 2) => (0, 0),
            ("Add", _) when LayerBias.Is(graph, node, input) => (0, 0),
            ("BatchNormalization", 1 or 4) => (1, 0),
            ("BatchNormalization", 2 or 3) => (0, 0),
            ("PRelu", 1) => (Slope, 0),
            _ => null,
        };
    }

    private static void Fill(TensorProto tensor, (float Mean, double Deviation) law, SeededGenerator generator)
    {
        float[] values = new float[TensorSizes.ElementCount(tensor)];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = law.Deviation == 0 ? law.Mean : law.Mean + (float)(law.Deviation * generator.NextNormal());
        }

        tensor.FloatData.Clear();
        tensor.RawData = TensorBuilder.Floats("", [values.Length], values).RawData;
    }
}
