using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators that reorder axes or move elements between channels and space.</summary>
internal static class LayoutRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Transpose", Transpose), new("DepthToSpace", DepthToSpace), new("SpaceToDepth", SpaceToDepth),
    ];

    private static void Transpose(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        long[] permutation = context.Node.GetInts("perm") ?? [.. Enumerable.Range(0, input.Rank).Reverse().Select(axis => (long)axis)];
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, input.Rank).Select(axis => (long)axis)))
        {
            throw context.Malformed($"orders the axes of its input {input} as {TensorSizes.Format(permutation)}");
        }

        TensorShape output = new(permutation.Select(axis => input[(int)axis]));
        context.SetOutput(0, output, content: ContentMap.Gather(output, context.Input(0), (to, from) =>
        {
            for (int axis = 0; axis < permutation.Length; axis++)
            {
                from[(int)permutation[axis]] = to[axis];
            }
        }));
    }

    private static void DepthToSpace(ShapeContext context)
    {
        if (Image(context) is { } input)
        {
            long block = BlockSize(context);
            context.SetOutput(0, new TensorShape(
                input[0], Divided(context, input[1], checked(block * block)),
                Arithmetic.Multiply(input[2], Dimension.Of(block)), Arithmetic.Multiply(input[3], Dimension.Of(block))));
        }
    }

    private static void SpaceToDepth(ShapeContext context)
    {
        if (Image(context) is { } input)
        {
            long block = BlockSize(context);
            context.SetOutput(0, new TensorShape(
                input[0], Arithmetic.Multiply(input[1], Dimension.Of(checked(block * block))),
                Divided(context, input[2], block), Divided(context, input[3], block)));
        }
    }

    private static TensorShape? Image(ShapeContext context) => context.Shape(0) is { Rank: not 4 } shape
        ? throw context.Malformed($"needs an input [N, C, H, W], not {shape}")
        : context.Shape(0);

    private static long BlockSize(ShapeContext context) => context.Node.GetInt("blocksize", 0) is > 0 and { } block
        ? block
        : throw context.Malformed("has no positive blocksize");

    private static Dimension Divided(ShapeContext context, Dimension dimension, long divisor) =>
        Arithmetic.Map(dimension, divisor == 1, size => size % divisor == 0
            ? size / divisor
            : throw context.Malformed($"cannot divide the size {size} into blocks of {divisor}"));
}
