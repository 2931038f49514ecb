using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators of detectors, some of whose outputs have as many rows as there are finds.</summary>
internal static class DetectionRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("NonMaxSuppression", context => context.SetOutput(0, new TensorShape(Dimension.Unknown, Dimension.Of(3)), (int)DataType.Int64)),
        new("NonZero", context => context.SetOutput(
            0, context.Shape(0) is { } input ? new TensorShape(Dimension.Of(input.Rank), Dimension.Unknown) : TensorShape.OfRank(2), (int)DataType.Int64)),
        new("RoiAlign", RoiAlign),
        new("GridSample", GridSample),
    ];

    private static void RoiAlign(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 2) is { } input && context.ShapeOfRankAtLeast(1, 1) is { } regions)
        {
            context.SetOutput(0, new TensorShape(
                regions[0], input[1], Dimension.Of(Math.Max(0, context.Node.GetInt("output_height", 1))), Dimension.Of(Math.Max(0, context.Node.GetInt("output_width", 1)))));
        }
    }

    private static void GridSample(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 3) is { } input && context.ShapeOfRankAtLeast(1, 3) is { } grid)
        {
            context.SetOutput(0, new TensorShape([input[0], input[1], .. grid.Skip(1).SkipLast(1)]));
        }
    }
}
