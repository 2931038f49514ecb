using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators that make tensors from attributes, from shapes and from ranges.</summary>
internal static class ConstantRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Constant", Constant), new("ConstantOfShape", ConstantOfShape), new("Shape", Shape), new("Size", Size), new("Range", Range),
        new("EyeLike", context => context.SetOutput(0, context.Shape(0), (int)context.Node.GetInt("dtype", context.Input(0).ElementType))),
    ];

    private static void Constant(ShapeContext context)
    {
        if (ConstantNode.TryRead(context.Node) is { } tensor)
        {
            ValueFacts facts = ShapeInference.OfTensor(tensor);
            context.SetOutput(0, facts.Shape, facts.ElementType, facts.Content);
        }
    }

    private static void ConstantOfShape(ShapeContext context)
    {
        TensorProto? value = context.Node.GetTensor("value");
        int type = value?.DataType ?? (int)DataType.Float;
        if (context.Input(0).Content is not { } sizes)
        {
            int? rank = context.Shape(0) is { Rank: 1 } given && given[0].Value is <= 64 and { } length ? (int)length : null;
            context.SetOutput(0, rank is { } known ? TensorShape.OfRank(known) : null, type);
            return;
        }

        TensorShape shape = new(sizes.Select(size => size.ToDimension()));
        Element fill = value is null ? Element.Of(0.0) : ShapeInference.OfTensor(value).Content is [var only] ? only : Element.Unknown;
        context.SetOutput(0, shape, type, shape.ElementCount is <= ValueFacts.MaxContent and { } count ? [.. Enumerable.Repeat(fill, (int)count)] : null);
    }

    private static void Shape(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        // From operator set 15 on a part of the shape may be asked for; bounds are clamped.
        int start = Clamped(context.Node.GetInt("start", 0), input.Rank);
        int end = Clamped(context.Node.GetInt("end", input.Rank), input.Rank);
        Element[] part = [.. input.Skip(start).Take(Math.Max(0, end - start)).Select(Element.Of)];
        context.SetOutput(0, TensorShape.Of(part.Length), (int)DataType.Int64, [.. part]);
    }

    private static int Clamped(long bound, int rank) => (int)Math.Clamp(bound < 0 ? bound + rank : bound, 0, rank);

    private static void Size(ShapeContext context) =>
        context.SetOutput(0, TensorShape.Scalar, (int)DataType.Int64, context.Shape(0)?.ElementCount is { } count ? [Element.Of(count)] : null);

    private static void Range(ShapeContext context)
    {
        if (context.Input(0).Numbers is not [double start] || context.Input(1).Numbers is not [double limit]
            || context.Input(2).Numbers is not [double step] || step == 0)
        {
            context.SetOutput(0, TensorShape.OfRank(1));
            return;
        }

        double steps = Math.Ceiling((limit - start) / step);
        if (!(steps < int.MaxValue))
        {
            throw context.Malformed("has a range of more than 2^31 elements");
        }

        long count = (long)Math.Max(0, steps);
        bool integers = context.Integers(0) is not null && context.Integers(2) is not null && count <= ValueFacts.MaxContent;
        context.SetOutput(0, TensorShape.Of(count), content: integers
            ? [.. Enumerable.Range(0, (int)count).Select(index => Element.Of((long)start + (index * (long)step)))]
            : null);
    }
}
