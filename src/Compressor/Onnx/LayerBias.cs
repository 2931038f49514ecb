using Google.Protobuf.Collections;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>
/// Which sums are biases: those of a layer and as many stored numbers as it has output channels, along its channels. Other constants behind a layer are part of what the network
/// computes, as the 3 is of a HardSwish that is written as Add, Clip and Mul.
/// </summary>
internal static class LayerBias
{
    /// <summary>Whether a node adds a constant to the output of a layer as its bias.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">Any node.</param>
    /// <param name="input">Which of its inputs the constant is.</param>
    public static bool Is(OnnxGraph graph, NodeProto node, int input)
    {
        if (node is not { OpType: "Add", Input.Count: 2 } || !OperatorDomain.IsDefault(node.Domain) || !graph.IsConstant(node.Input[input])
            || graph.Producer(node.Input[1 - input]) is not { } layer || !IsLayer(layer)
            || layer.Input.Count < 2 || (layer.OpType == "MatMul" && !layer.Input.Any(graph.IsConstant)))
        {
            return false;
        }

        // The state of a cell that has a default goes through a layer of its own before it is added.
        if (IsMadeByLayer(graph, node.Input[input]))
        {
            return false;
        }

        // What nodes make of constants has no known shape here; exporters write a bias so that they give more axes, and hardly ever a single number.
        return graph.Constant(node.Input[input]) is not { } bias || LiesAlong(bias.Dims, Channels(graph, layer));
    }

    /// <summary>Whether a node is a layer that a sum may give a bias to.</summary>
    public static bool IsLayer(NodeProto node) => node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" && OperatorDomain.IsDefault(node.Domain);

    private static bool IsMadeByLayer(OnnxGraph graph, string constant)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<string> open = new([constant]);
        while (open.TryPop(out string? value))
        {
            if (!seen.Add(value) || graph.Producer(value) is not { } producer)
            {
                continue;
            }

            if (IsLayer(producer))
            {
                return true;
            }

            foreach (string read in Subgraphs.ValuesRead(producer))
            {
                open.Push(read);
            }
        }

        return false;
    }

    // How many channels a layer gives, and how many axes lie behind theirs; null where its weight is made by nodes that do not tell.
    private static (long? Count, int? Behind) Channels(OnnxGraph graph, NodeProto layer)
    {
        bool isFirst = layer.OpType == "MatMul" && !graph.IsConstant(layer.Input[1]);
        RepeatedField<long>? weight = graph.Constant(layer.Input[isFirst ? 0 : 1])?.Dims;
        return (layer.OpType, weight) switch
        {
            ("Conv" or "ConvTranspose", null) => (null, layer.GetInts("kernel_shape")?.Length),
            // Behind a vector there is no axis of channels.
            (_, { Count: < 2 }) => (1, null),
            ("Conv", { } kernel) => (kernel[0], kernel.Count - 2),
            ("ConvTranspose", { } kernel) => (kernel[1] * layer.GetInt("group", 1), kernel.Count - 2),
            ("Gemm", _) => (weight?[layer.GetInt("transB", 0) == 0 ? 1 : 0], 0),
            // A matrix on the left gives its rows.
            _ => isFirst ? (weight?[^2], 1) : (weight?[^1], 0),
        };
    }

    private static bool LiesAlong(RepeatedField<long> shape, (long? Count, int? Behind) channels)
    {
        // One number is the bias of one channel alone, on whichever axis it is.
        if (shape.All(size => size == 1))
        {
            return channels.Count == 1;
        }

        int[] along = [.. Enumerable.Range(0, shape.Count).Where(axis => shape[axis] != 1)];
        return along is [var only] && shape[only] == (channels.Count ?? shape[only]) && shape.Count - 1 - only == (channels.Behind ?? (shape.Count - 1 - only));
    }
}
