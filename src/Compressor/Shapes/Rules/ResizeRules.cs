using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Resize and its predecessor Upsample: sizes given, or the input's sizes times scales, rounded down.</summary>
internal static class ResizeRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All => [new("Resize", Resize), new("Upsample", Upsample)];

    private static void Resize(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        // Operator set 10: X, scales. From 11 on: X, roi, scales, sizes.
        int scalesInput = context.Opset < 11 ? 1 : 2;
        int[] axes = context.Node.GetInts("axes") is { } given
            ? [.. given.Select(axis => context.Axis(axis, input.Rank))]
            : [.. Enumerable.Range(0, input.Rank)];

        if (context.HasInput(3))
        {
            ToSizes(context, input, axes);
        }
        else
        {
            Scale(context, input, axes, context.Input(scalesInput).Numbers);
        }
    }

    private static void Upsample(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        double[]? scales = context.HasInput(1)
            ? context.Input(1).Numbers
            : context.Node.GetFloats("scales")?.Select(scale => (double)scale).ToArray() ?? OfOperatorSetOne(context, input);
        Scale(context, input, [.. Enumerable.Range(0, input.Rank)], scales);
    }

    private static double[]? OfOperatorSetOne(ShapeContext context, TensorShape input) =>
        input.Rank == 4 && context.Node.TryGetFloat("height_scale") is { } height && context.Node.TryGetFloat("width_scale") is { } width
            ? [1, 1, height, width]
            : null;

    private static void ToSizes(ShapeContext context, TensorShape input, int[] axes)
    {
        Dimension[] output = [.. input];
        System.Collections.Immutable.ImmutableArray<Element>? sizes = context.Input(3).Content;
        if (sizes is { } known && known.Length != axes.Length)
        {
            throw context.Malformed($"has {known.Length} sizes for {axes.Length} axes");
        }

        string policy = context.Node.GetString("keep_aspect_ratio_policy", "stretch");
        double? commonScale = policy == "stretch" ? null : CommonScale(input, axes, sizes, policy == "not_larger");
        for (int index = 0; index < axes.Length; index++)
        {
            int axis = axes[index];
            output[axis] = policy == "stretch"
                ? sizes?[index].ToDimension() ?? Dimension.Unknown
                : commonScale is { } scale && input[axis].Value is { } size
                    ? Dimension.Of((long)Math.Floor((scale * size) + 0.5))
                    : Dimension.Unknown;
        }

        context.SetOutput(0, new TensorShape(output));
    }

    private static double? CommonScale(
        TensorShape input, int[] axes, System.Collections.Immutable.ImmutableArray<Element>? sizes, bool notLarger)
    {
        double?[] scales = [.. axes.Select((axis, index) => (double?)sizes?[index].Integer / input[axis].Value)];
        return Array.Exists(scales, scale => scale is null) ? null : notLarger ? scales.Min() : scales.Max();
    }

    private static void Scale(ShapeContext context, TensorShape input, int[] axes, double[]? scales)
    {
        if (scales is null || scales.Length == 0)
        {
            context.SetOutput(0, TensorShape.OfRank(input.Rank));
            return;
        }

        if (scales.Length != axes.Length || Array.Exists(scales, scale => !(scale > 0 && scale < int.MaxValue)))
        {
            throw context.Malformed($"has {scales.Length} scales for {axes.Length} axes, or one that is not positive");
        }

        Dimension[] output = [.. input];
        for (int index = 0; index < axes.Length; index++)
        {
            // In single precision, as ONNX Runtime computes it: 0.6 times 5 is 3 there.
            float scale = (float)scales[index];
            output[axes[index]] = Arithmetic.Map(input[axes[index]], scale == 1, size => (long)MathF.Floor(size * scale));
        }

        context.SetOutput(0, new TensorShape(output));
    }
}
