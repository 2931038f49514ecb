using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators that give the same elements in the same order another shape.</summary>
internal static class ReshapeRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Reshape", Reshape), new("Flatten", Flatten), new("Squeeze", Squeeze), new("Unsqueeze", Unsqueeze),
    ];

    private static void SetView(ShapeContext context, TensorShape? shape) =>
        context.SetOutput(0, shape, content: context.Input(0).Content);

    private static void Reshape(ShapeContext context)
    {
        ImmutableArray<Element>? target = context.HasInput(1)
            ? context.Input(1).Content
            : context.Node.GetInts("shape") is { } attribute ? [.. attribute.Select(Element.Of)] : null;
        if (target is { } elements)
        {
            SetView(context, ReshapeTarget.Resolve(context, elements, context.Shape(0)));
        }
        else if (context.Shape(1) is { Rank: 1 } shape && shape[0].Value is <= 64 and { } rank)
        {
            SetView(context, TensorShape.OfRank((int)rank));
        }
    }

    private static void Flatten(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        // Unlike other axes this one may be the rank itself.
        long axis = context.Node.GetInt("axis", 1);
        int split = axis == input.Rank ? input.Rank : context.Axis(axis, input.Rank);
        SetView(context, new TensorShape(Arithmetic.Product(input.Take(split)), Arithmetic.Product(input.Skip(split))));
    }

    private static void Squeeze(ShapeContext context)
    {
        long[]? axes = context.IntegersOf("axes", 1, out bool given);
        if (context.Shape(0) is not { } input || (given && axes is null) || (!given && !input.IsFullyKnown))
        {
            return;
        }

        HashSet<int> removed = given
            ? [.. axes!.Select(axis => context.Axis(axis, input.Rank))]
            : [.. Enumerable.Range(0, input.Rank).Where(axis => input[axis].Value == 1)];
        if (removed.FirstOrDefault(axis => input[axis].Value is { } size && size != 1, -1) is >= 0 and int wrong)
        {
            throw context.Malformed($"removes axis {wrong} of its input {input}, whose size is not 1");
        }

        SetView(context, new TensorShape(input.Where((_, axis) => !removed.Contains(axis))));
    }

    private static void Unsqueeze(ShapeContext context)
    {
        if (context.IntegersOf("axes", 1, out _) is not { } axes || context.Shape(0) is not { } input)
        {
            return;
        }

        int rank = input.Rank + axes.Length;
        HashSet<int> added = [.. axes.Select(axis => context.Axis(axis, rank))];
        if (added.Count != axes.Length)
        {
            throw context.Malformed($"adds an axis twice: {TensorSizes.Format(axes)}");
        }

        Queue<Dimension> kept = new(input);
        SetView(context, new TensorShape([.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? Dimension.Of(1) : kept.Dequeue())]));
    }
}
