using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Makes a bias that an exporter wrote as a sum behind a convolution the convolution's own, as ONNX Runtime would when it loads the model: what a compression changes on average can be taken
/// back there.
/// </summary>
internal static class ConvolutionBiases
{
    /// <summary>Applies the pass to convolutions that have no bias, where nothing else reads the one behind them, or what the convolution gives.</summary>
    /// <returns>How many sums are gone.</returns>
    public static int Apply(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        HashSet<string> biases = new(StringComparer.Ordinal);
        List<NodeProto> sums = [];
        foreach (NodeProto convolution in graph.Nodes)
        {
            if (convolution.OpType != "Conv" || !OperatorDomain.IsDefault(convolution.Domain) || convolution.Input.Skip(2).Any(input => input.Length > 0)
                || graph.Initializer(convolution.Input[1]) is not { } kernel
                || graph.OnlyConsumer(convolution.Output[0]) is not { } sum || BiasOf(graph, convolution, sum) is not { } bias
                || bias.Dims.Count > kernel.Dims.Count)
            {
                continue;
            }

            // As many numbers as channels, however many axes of one element lie around theirs.
            bias.Dims.Clear();
            bias.Dims.Add(kernel.Dims[0]);
            while (convolution.Input.Count > 2)
            {
                convolution.Input.RemoveAt(2);
            }

            convolution.Input.Add(bias.Name);
            convolution.Output[0] = sum.Output[0];
            _ = biases.Add(bias.Name);
            sums.Add(sum);
        }

        if (sums.Count > 0)
        {
            graph.Remove(sums);
            // What the file says of a bias is its former shape.
            OnnxGraph.RemoveAll(graph.Proto.ValueInfo, value => biases.Contains(value.Name));
            graph.RemoveStaleValueInfo();
        }

        return sums.Count;
    }

    // What a node adds to a convolution's output as its bias, if nothing else has it.
    private static TensorProto? BiasOf(OnnxGraph graph, NodeProto convolution, NodeProto sum)
    {
        int at = sum.Input.IndexOf(convolution.Output[0]);
        return at >= 0 && LayerBias.Is(graph, sum, 1 - at) && !graph.IsInput(sum.Input[1 - at]) && graph.OnlyConsumer(sum.Input[1 - at]) is not null
            ? graph.Initializer(sum.Input[1 - at])
            : null;
    }
}
