using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>Where the bias of a layer's node is stored: T numbers, one for each output channel.</summary>
/// <param name="Reader">The node that reads it: the layer's own, or the Add that is all that follows a MatMul.</param>
/// <param name="Input">Which of the reader's inputs it is.</param>
/// <param name="Tensor">The numbers.</param>
/// <param name="Scale">What a change of the output is multiplied with to become a change of the numbers.</param>
internal sealed record StoredBias(NodeProto Reader, int Input, TensorProto Tensor, float Scale)
{
    /// <summary>The bias of a node that reads a weight; null where it has none, or one that is not T stored float32 numbers.</summary>
    public static StoredBias? Find(OnnxGraph graph, NodeProto node)
    {
        if (!FullyConnectedAttributes.Describes(node))
        {
            return Read(graph, node, input: 2, outputs: null, scale: 1);
        }

        FullyConnectedAttributes attributes = FullyConnectedAttributes.Read(node);
        if (graph.Initializer(node.Input[1]) is not { Dims.Count: 2 } weight)
        {
            return null;
        }

        long outputs = weight.Dims[attributes.OutputsFirst ? 0 : 1];
        // Y = alpha X W^T + beta B: the layer's product changes by d, so B by alpha d / beta.
        float scale = attributes.Alpha / attributes.Beta;
        return node.OpType == "MatMul" ? OfSum(graph, node, outputs)
            : float.IsFinite(scale) ? Read(graph, node, input: 2, outputs, scale)
            : null;
    }

    // A MatMul has no bias of its own: exporters write a sum with a constant vector behind it.
    private static StoredBias? OfSum(OnnxGraph graph, NodeProto node, long outputs) =>
        graph.OnlyConsumer(node.Output[0]) is { OpType: "Add", Input.Count: 2 } sum && OperatorDomain.IsDefault(sum.Domain)
            ? Read(graph, sum, input: sum.Input[0] == node.Output[0] ? 1 : 0, outputs, scale: 1)
            : null;

    // [T] or [1, T]; fewer numbers are broadcast, and more of them are as many rows.
    private static StoredBias? Read(OnnxGraph graph, NodeProto reader, int input, long? outputs, float scale) =>
        reader.Input.Count > input && graph.Initializer(reader.Input[input]) is { DataType: (int)TensorProto.Types.DataType.Float } tensor
            && (outputs is not { } size || ((IReadOnlyList<long>)tensor.Dims is [var one] && one == size) || ((IReadOnlyList<long>)tensor.Dims is [1, var second] && second == size))
            ? new StoredBias(reader, input, tensor, scale)
            : null;
}
