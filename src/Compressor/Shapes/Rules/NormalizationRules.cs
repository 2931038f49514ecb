using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Normalizations: the first output has the input's shape, the others hold statistics.</summary>
internal static class NormalizationRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("BatchNormalization", BatchNormalization),
        new("LayerNormalization", LayerNormalization),
        new("InstanceNormalization", SameShape), new("GroupNormalization", SameShape), new("LRN", SameShape),
        new("LpNormalization", SameShape), new("MeanVarianceNormalization", SameShape), new("RMSNormalization", SameShape),
    ];

    private static void SameShape(ShapeContext context) => context.SetOutput(0, context.Shape(0));

    private static void BatchNormalization(ShapeContext context)
    {
        TensorShape? input = context.ShapeOfRankAtLeast(0, 2);
        TensorShape? scale = context.Shape(1);
        if (input is not null && scale is { Rank: 1 } && input[1].Contradicts(scale[0]))
        {
            throw context.Malformed($"has an input of {input[1]} channels, but {scale[0]} scales");
        }

        context.SetOutput(0, input);
        for (int output = 1; output < context.OutputCount; output++)
        {
            context.SetOutput(output, scale, context.Input(1).ElementType);
        }
    }

    private static void LayerNormalization(ShapeContext context)
    {
        TensorShape? input = context.Shape(0);
        context.SetOutput(0, input);
        if (input is null)
        {
            return;
        }

        int first = context.Axis(context.Node.GetInt("axis", -1), input.Rank);
        TensorShape statistics = new(input.Select((dimension, axis) => axis < first ? dimension : Dimension.Of(1)));
        context.SetOutput(1, statistics, (int)DataType.Float);
        context.SetOutput(2, statistics, (int)DataType.Float);
    }
}
