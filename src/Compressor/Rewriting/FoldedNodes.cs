using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// Adds nodes over initializers, which ONNX Runtime computes when it loads the model: in forms that are the same in every operator set from
/// 7 on.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="firstNode">The first node that reads what they make: they go before it.</param>
internal sealed class FoldedNodes(OnnxGraph graph, NodeProto firstNode)
{
    /// <summary>A product, broadcast over leading axes.</summary>
    /// <param name="hint">What its name begins with.</param>
    /// <param name="left">The left factor.</param>
    /// <param name="right">The right factor.</param>
    /// <param name="shape">The product's shape.</param>
    public FoldedValue Product(string hint, FoldedValue left, FoldedValue right, params long[] shape)
    {
        string name = graph.UniqueName($"{hint}/product");
        return Add(NodeBuilder.Node("MatMul", name, [left.Name, right.Name], [name]), shape);
    }

    /// <summary>A value with other sizes; as it is where it has them.</summary>
    public FoldedValue Reshape(string hint, FoldedValue value, params long[] shape)
    {
        if (value.Shape.AsSpan().SequenceEqual(shape))
        {
            return value;
        }

        string sizes = InitializerPlacement.AddShape(graph, $"{hint}/shape", shape);
        string name = graph.UniqueName($"{hint}/reshaped");
        return Add(NodeBuilder.Node("Reshape", name, [value.Name, sizes], [name]), shape);
    }

    /// <summary>
    /// The kernel of two convolutions one after the other: the later one's kernel convolved with the earlier one's, an image for each of
    /// its outputs. One node, for which no axes move, but many small products: for kernels as small as <see cref="ComposedKernel"/> says.
    /// </summary>
    /// <param name="hint">What its name begins with.</param>
    /// <param name="later">[out, between, h, w].</param>
    /// <param name="earlier">[in, between, kh, kw], turned by <see cref="ComposedKernel.Turn"/>; along an axis only one of the two is larger than 1.</param>
    /// <returns>[out, in, h kh, w kw].</returns>
    public FoldedValue Compose(string hint, FoldedValue later, FoldedValue earlier)
    {
        string name = graph.UniqueName($"{hint}/composed");
        (long height, long width) = (earlier.Shape[2], earlier.Shape[3]);
        return Add(
            NodeBuilder.Node(
                "Conv", name, [later.Name, earlier.Name], [name],
                NodeBuilder.Ints("kernel_shape", height, width),
                NodeBuilder.Ints("pads", height - 1, width - 1, height - 1, width - 1)),
            [later.Shape[0], earlier.Shape[0], later.Shape[2] * height, later.Shape[3] * width]);
    }

    /// <summary>A value with its axes in another order: axis k of the result is axis order[k] of the value.</summary>
    public FoldedValue Transpose(string hint, FoldedValue value, params int[] order)
    {
        string name = graph.UniqueName($"{hint}/transposed");
        return Add(
            NodeBuilder.Node("Transpose", name, [value.Name], [name], NodeBuilder.Ints("perm", order.Select(axis => (long)axis))),
            [.. order.Select(axis => value.Shape[axis])]);
    }

    private FoldedValue Add(NodeProto node, long[] shape)
    {
        graph.InsertBefore(firstNode, node);
        return new FoldedValue(node.Output[0], shape);
    }
}
