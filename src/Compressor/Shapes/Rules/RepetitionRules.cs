using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Expand and Tile.</summary>
internal static class RepetitionRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All => [new("Expand", Expand), new("Tile", Tile)];

    private static void Expand(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        if (context.Input(1).Content is not { } target)
        {
            int? rank = context.Shape(1) is { Rank: 1 } shape && shape[0].Value is <= 64 and { } length ? (int)length : null;
            context.SetOutput(0, rank is { } known ? TensorShape.OfRank(Math.Max(known, input.Rank)) : null);
            return;
        }

        TensorShape? output = Broadcasting.Combine(context, [input, new TensorShape(target.Select(element => element.ToDimension()))]);
        context.SetOutput(0, output, content: ContentMap.Repeat(output, context.Input(0)));
    }

    private static void Tile(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        // Operator set 1 had another form: a number of tiles and an axis.
        long[]? repeats = context.InputCount == 2 ? context.Integers(1) : null;
        if (repeats is null)
        {
            context.SetOutput(0, TensorShape.OfRank(input.Rank));
            return;
        }

        if (repeats.Length != input.Rank || Array.Exists(repeats, count => count < 0))
        {
            throw context.Malformed($"repeats its input {input} {TensorSizes.Format(repeats)} times");
        }

        TensorShape output = new(input.Zip(repeats, (dimension, count) => Arithmetic.Multiply(dimension, Dimension.Of(count))));
        context.SetOutput(0, output, content: ContentMap.Gather(output, context.Input(0), (to, from) =>
        {
            for (int axis = 0; axis < from.Length; axis++)
            {
                from[axis] = to[axis] % input[axis].Value!.Value;
            }
        }));
    }
}
