using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Reductions along axes.</summary>
internal static class ReductionRules
{
    private static readonly string[] Reductions =
    [
        "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare",
    ];

    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        .. Reductions.Select(opType => new KeyValuePair<string, ShapeRule>(opType, Reduce)),
        new("ArgMax", PositionOfExtreme), new("ArgMin", PositionOfExtreme),
    ];

    private static void Reduce(ShapeContext context)
    {
        long[]? axes = context.IntegersOf("axes", 1, out bool given);
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        bool keep = context.Node.GetInt("keepdims", 1) != 0;
        if (given && axes is null)
        {
            context.SetOutput(0, keep ? TensorShape.OfRank(input.Rank) : null);
            return;
        }

        if (axes is null or [])
        {
            if (context.Node.GetInt("noop_with_empty_axes", 0) != 0)
            {
                context.SetOutput(0, input, content: context.Input(0).Content);
                return;
            }

            axes = [.. Enumerable.Range(0, input.Rank).Select(axis => (long)axis)];
        }

        TensorShape output = Reduced(input, [.. axes.Select(axis => context.Axis(axis, input.Rank))], keep);
        bool isProductOfAll = context.Node.OpType == "ReduceProd" && axes.Length == input.Rank;
        context.SetOutput(0, output, content: isProductOfAll && context.Integers(0) is { } factors
            ? [Element.Of(factors.Aggregate(1L, (product, factor) => checked(product * factor)))]
            : null);
    }

    private static void PositionOfExtreme(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 1) is { } input)
        {
            int axis = context.Axis(context.Node.GetInt("axis", 0), input.Rank);
            context.SetOutput(0, Reduced(input, [axis], context.Node.GetInt("keepdims", 1) != 0), (int)DataType.Int64);
        }
    }

    private static TensorShape Reduced(TensorShape input, HashSet<int> axes, bool keep) => keep
        ? new TensorShape(input.Select((dimension, axis) => axes.Contains(axis) ? Dimension.Of(1) : dimension))
        : new TensorShape(input.Where((_, axis) => !axes.Contains(axis)));
}
