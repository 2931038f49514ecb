using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>Adds nodes over initializers, which ONNX Runtime computes when it loads the model.</summary>
/// <param name="graph">The graph.</param>
/// <param name="firstNode">The first node that reads what they make: they go before it.</param>
internal sealed class FoldedNodes(OnnxGraph graph, NodeProto firstNode)
{
    /// <summary>The version of the operator set that they are written for, or null.</summary>
    public long? Opset => graph.Opset;

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

    /// <summary>An Einstein sum, which operator sets have from 12 on.</summary>
    /// <param name="hint">What its name begins with.</param>
    /// <param name="equation">The labels of the factors' axes, and those of the sum.</param>
    /// <param name="factors">The factors.</param>
    /// <param name="shape">The sum's shape.</param>
    public FoldedValue Sum(string hint, string equation, IReadOnlyList<FoldedValue> factors, params long[] shape)
    {
        string name = graph.UniqueName($"{hint}/product");
        return Add(NodeBuilder.Node("Einsum", name, factors.Select(factor => factor.Name), [name], NodeBuilder.String("equation", equation)), shape);
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
