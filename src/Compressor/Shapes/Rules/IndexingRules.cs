using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators that pick or place elements by index.</summary>
internal static class IndexingRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Gather", Gather), new("GatherElements", GatherElements), new("GatherND", GatherNd),
        new("ScatterElements", SameAsData), new("ScatterND", SameAsData), new("Scatter", SameAsData),
        new("TopK", TopK), new("OneHot", OneHot),
    ];

    private static void Gather(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 1) is not { } data || context.Shape(1) is not { } indices)
        {
            return;
        }

        int axis = context.Axis(context.Node.GetInt("axis", 0), data.Rank);
        TensorShape output = new([.. data.Take(axis), .. indices, .. data.Skip(axis + 1)]);
        long[]? picked = context.Integers(1);
        if (picked is null || data[axis].Value is not { } length || indices.TryGetSizes() is not { } indexSizes
            || Array.Exists(picked, index => index < -length || index >= length))
        {
            context.SetOutput(0, output);
            return;
        }

        context.SetOutput(0, output, content: ContentMap.Gather(output, context.Input(0), (to, from) =>
        {
            long flat = 0;
            for (int index = 0; index < indexSizes.Length; index++)
            {
                flat = (flat * indexSizes[index]) + to[axis + index];
            }

            to[..axis].CopyTo(from);
            from[axis] = picked[flat] < 0 ? picked[flat] + length : picked[flat];
            to[(axis + indexSizes.Length)..].CopyTo(from[(axis + 1)..]);
        }));
    }

    private static void GatherElements(ShapeContext context) => context.SetOutput(0, context.Shape(1));

    private static void GatherNd(ShapeContext context)
    {
        int batch = (int)Math.Clamp(context.Node.GetInt("batch_dims", 0), 0, int.MaxValue);
        if (context.Shape(0) is { } data && context.ShapeOfRankAtLeast(1, 1) is { } indices
            && indices[indices.Rank - 1].Value is { } depth && batch + depth <= data.Rank)
        {
            context.SetOutput(0, new TensorShape([.. indices.SkipLast(1), .. data.Skip(batch + (int)depth)]));
        }
    }

    private static void SameAsData(ShapeContext context) => context.SetOutput(0, context.Shape(0));

    private static void TopK(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 1) is not { } input)
        {
            return;
        }

        int axis = context.Axis(context.Node.GetInt("axis", -1), input.Rank);
        long? count = context.HasInput(1) ? context.Integers(1)?.FirstOrDefault() : context.Node.TryGetInt("k");
        TensorShape output = input.With(axis, count is >= 0 and { } known ? Dimension.Of(known) : Dimension.Unknown);
        context.SetOutput(0, output);
        context.SetOutput(1, output, (int)DataType.Int64);
    }

    private static void OneHot(ShapeContext context)
    {
        if (context.Shape(0) is not { } indices)
        {
            return;
        }

        int axis = context.Axis(context.Node.GetInt("axis", -1), indices.Rank + 1);
        Dimension depth = context.Input(1).Numbers is [>= 0 and double value] ? Dimension.Of((long)value) : Dimension.Unknown;
        context.SetOutput(0, new TensorShape([.. indices.Take(axis), depth, .. indices.Skip(axis)]), context.Input(2).ElementType);
    }
}
