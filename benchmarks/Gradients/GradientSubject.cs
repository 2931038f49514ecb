using Google.Protobuf;
using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>One way to compute a kernel's gradient, as a model that is loaded and can be run.</summary>
internal sealed class GradientSubject : IDisposable
{
    private const long Opset = 13;
    private const long IrVersion = 7;

    private readonly InferenceSession _session;
    private readonly Dictionary<string, Tensor> _inputs;

    /// <summary>Loads it.</summary>
    /// <param name="way">The way.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="batch">The images.</param>
    /// <param name="threads">Threads of an operator.</param>
    public GradientSubject(IKernelGradient way, KernelGradientShape shape, int batch, int threads)
    {
        Name = way.Name;
        long[] input = [batch, shape.Channels, .. shape.InputSizes];
        long[] gradient = [batch, shape.Outputs, .. shape.OutputSizes];
        ModelProto model = new() { IrVersion = IrVersion, Graph = new GraphProto { Name = way.Name } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.Graph.Input.AddRange([Describe("x", input), Describe("dy", gradient)]);
        OnnxGraph graph = new(model.Graph);
        GradientWriter writer = new(graph, Opset);
        string result = way.Write(writer, "x", "dy", shape);
        writer.Append();
        model.Graph.Output.Add(Describe(result, shape.KernelSizes));

        // As training runs: the blocked layout of higher levels is for kernels that are stored.
        _session = InferenceSession.Load(
            model.ToByteArray(), new SessionOptions { IntraOpThreads = threads, Optimization = GraphOptimization.Extended, MemoryPattern = false });
        _inputs = new Dictionary<string, Tensor> { ["x"] = Noise(input, seed: 1), ["dy"] = Noise(gradient, seed: 2) };
    }

    /// <summary>What the way is called.</summary>
    public string Name { get; }

    /// <summary>Runs it.</summary>
    /// <returns>The gradient.</returns>
    public float[] Run()
    {
        using TensorSet outputs = _session.Run(_inputs);
        return outputs[0].ToArray<float>();
    }

    /// <summary>Frees the model and what it is fed.</summary>
    public void Dispose()
    {
        _session.Dispose();
        foreach (Tensor tensor in _inputs.Values)
        {
            tensor.Dispose();
        }
    }

    private static Tensor Noise(long[] sizes, int seed) =>
        Tensor.Create<float>(SeededInput.Normal((int)sizes.Aggregate(1L, (product, size) => product * size), seed), sizes);

    private static ValueInfoProto Describe(string name, long[] sizes)
    {
        TypeProto.Types.Tensor type = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
