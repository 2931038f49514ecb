using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>ReduceSum and ReduceMean: the gradient is repeated along the axes that were summed.</summary>
internal sealed class ReductionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["ReduceSum", "ReduceMean"];

    public void Emit(GradientNode node)
    {
        long[]? axes = node.IntegersOf("axes", 1, out bool given);
        if (node.Shape(0) is not { } shape || (given && axes is null))
        {
            node.Block("has an input of unknown rank, or axes that are known only when it runs");
            return;
        }

        // No axes mean all of them, or none where the node says so.
        int[] reduced = axes is { Length: > 0 }
            ? [.. axes.Select(axis => (int)(axis < 0 ? axis + shape.Rank : axis)).Order()]
            : node.Proto.GetInt("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, shape.Rank)];
        if (reduced.Length == 0)
        {
            node.Give(0, node.Gradient);
            return;
        }

        GradientWriter writer = node.Writer;
        string gradient = node.Proto.GetInt("keepdims", 1) != 0
            ? node.Gradient
            : writer.Unsqueeze(node.Gradient, [.. reduced.Select(axis => (long)axis)]);
        if (node.Proto.OpType == "ReduceMean")
        {
            // The first axis may be an open batch, or one of whose size the shapes know only an example.
            double? count = reduced.Aggregate((double?)1, (product, axis) => product * (axis == 0 ? null : shape[axis].Value));
            gradient = count is { } known ? writer.Scale(gradient, (float)(1 / known)) : writer.Divide(gradient, writer.CountRatio(node.Input(0), node.Output(0)));
        }

        node.Give(0, writer.ExpandLike(gradient, node.Input(0)));
    }
}
