using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators on the elements of two or more tensors that broadcast.</summary>
internal static class BinaryRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Add", context => Arithmetical(context, (a, b) => checked(a + b), (a, b) => a + b)),
        new("Sub", context => Arithmetical(context, (a, b) => checked(a - b), (a, b) => a - b)),
        new("Mul", context => Arithmetical(context, (a, b) => checked(a * b), (a, b) => a * b)),
        new("Div", context => Arithmetical(context, (a, b) => b == 0 ? null : a / b, (a, b) => a / b)),
        new("Mod", context => Arithmetical(context, (a, b) => b == 0 ? null : context.Node.GetInt("fmod", 0) != 0 ? a % b : a - (b * FloorDivide(a, b)), null)),
        new("Min", context => Arithmetical(context, (a, b) => Math.Min(a, b), Math.Min)),
        new("Max", context => Arithmetical(context, (a, b) => Math.Max(a, b), Math.Max)),
        new("Pow", Broadcast), new("Sum", Broadcast), new("Mean", Broadcast),
        new("BitShift", Broadcast), new("BitwiseAnd", Broadcast), new("BitwiseOr", Broadcast), new("BitwiseXor", Broadcast),
        // The slope broadcasts to the input, never the input to the slope.
        new("PRelu", context => context.SetOutput(0, context.Shape(0))),
        new("Equal", context => Comparison(context, (a, b) => a == b)),
        new("Greater", context => Comparison(context, (a, b) => a > b)),
        new("Less", context => Comparison(context, (a, b) => a < b)),
        new("GreaterOrEqual", context => Comparison(context, (a, b) => a >= b)),
        new("LessOrEqual", context => Comparison(context, (a, b) => a <= b)),
        new("And", Logical), new("Or", Logical), new("Xor", Logical),
        new("Where", Where),
    ];

    private static long FloorDivide(long a, long b) => (a / b) - ((a % b != 0) && ((a < 0) != (b < 0)) ? 1 : 0);

    private static void Broadcast(ShapeContext context) => context.SetOutput(0, CommonShape(context));

    private static void Logical(ShapeContext context) => context.SetOutput(0, CommonShape(context), (int)DataType.Bool);

    private static void Comparison(ShapeContext context, Func<long, long, bool> compare) =>
        Combine(context, (int)DataType.Bool, (a, b) => (a.Integer, b.Integer) is ({ } x, { } y) ? Element.Of(compare(x, y) ? 1L : 0L) : Element.Unknown);

    private static void Arithmetical(ShapeContext context, Func<long, long, long?> integers, Func<double, double, double>? reals) =>
        Combine(context, context.Input(0).ElementType, (a, b) => Arithmetical(context.Node.OpType, a, b, integers, reals));

    private static Element Arithmetical(
        string opType, Element a, Element b, Func<long, long, long?> integers, Func<double, double, double>? reals) => (a, b) switch
        {
            ({ Integer: { } x }, { Integer: { } y }) => integers(x, y) is { } result ? Element.Of(result) : Element.Unknown,
            ({ Number: { } x }, { Number: { } y }) when reals is not null => Element.Of(reals(x, y)),
            // What leaves a number as it is leaves a dimension's name as it is.
            (_, { Number: 1 }) when opType is "Mul" or "Div" => a,
            ({ Number: 1 }, _) when opType is "Mul" => b,
            (_, { Number: 0 }) when opType is "Add" or "Sub" => a,
            ({ Number: 0 }, _) when opType is "Add" => b,
            _ => Element.Unknown,
        };

    private static void Combine(ShapeContext context, int elementType, Func<Element, Element, Element> combine)
    {
        TensorShape? shape = CommonShape(context);
        ImmutableArray<Element>? content = context.InputCount == 2
            && Repeated(shape, context.Input(0)) is { } left && Repeated(shape, context.Input(1)) is { } right
            ? [.. left.Zip(right, combine)]
            : context.InputCount == 1 ? context.Input(0).Content : null;
        context.SetOutput(0, shape, elementType, content);
    }

    private static void Where(ShapeContext context)
    {
        TensorShape? shape = CommonShape(context);
        ImmutableArray<Element>? content = null;
        if (Repeated(shape, context.Input(0)) is { } condition && Repeated(shape, context.Input(1)) is { } whereTrue
            && Repeated(shape, context.Input(2)) is { } whereFalse)
        {
            content = [.. condition.Select((element, index) => element.Integer switch
            {
                null => whereTrue[index] == whereFalse[index] ? whereTrue[index] : Element.Unknown,
                0 => whereFalse[index],
                _ => whereTrue[index],
            })];
        }

        context.SetOutput(0, shape, context.Input(1).ElementType, content);
    }

    private static TensorShape? CommonShape(ShapeContext context)
    {
        // Before operator set 7 the second tensor was fitted to the first, from the attribute 'axis' on.
        bool fittedToFirst = context.Opset < 7 && context.InputCount == 2 && context.Node.Has("broadcast");
        return fittedToFirst
            ? context.Shape(0)
            : Broadcasting.Combine(context, Enumerable.Range(0, context.InputCount).Select(context.Shape));
    }

    private static ImmutableArray<Element>? Repeated(TensorShape? shape, ValueFacts facts) => ContentMap.Repeat(shape, facts);
}
