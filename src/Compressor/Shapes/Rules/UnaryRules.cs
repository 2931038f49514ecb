using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Operators whose output has the shape of their first input: activations, functions of each element, casts.</summary>
internal static class UnaryRules
{
    private static readonly string[] SameShapeAndType =
    [
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Celu", "Clip", "Cos", "Cosh", "CumSum", "Elu", "Erf", "Exp", "Gelu",
        "HardSigmoid", "HardSwish", "Hardmax", "LeakyRelu", "Log", "LogSoftmax", "Mish", "Reciprocal", "Relu", "ReverseSequence", "Round",
        "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softmax", "Softplus", "Softsign", "Swish", "Tan", "Tanh", "ThresholdedRelu", "Trilu",
    ];

    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        .. SameShapeAndType.Select(opType => new KeyValuePair<string, ShapeRule>(opType, context => context.SetOutput(0, context.Shape(0)))),
        new("Identity", context => context.SetOutput(0, context.Shape(0), content: context.Input(0).Content)),
        new("Neg", context => OfNumbers(context, value => -value, value => -value)),
        new("Floor", context => OfNumbers(context, value => value, Math.Floor)),
        new("Ceil", context => OfNumbers(context, value => value, Math.Ceiling)),
        new("Sqrt", context => OfNumbers(context, null, Math.Sqrt)),
        new("Not", ToBoolean), new("IsNaN", ToBoolean), new("IsInf", ToBoolean),
        new("Dropout", Dropout), new("Cast", Cast),
        new("CastLike", context => context.SetOutput(0, context.Shape(0), context.Input(1).ElementType)),
        new("QuantizeLinear", context => context.SetOutput(0, context.Shape(0), context.HasInput(2) ? context.Input(2).ElementType : (int)DataType.Uint8)),
        new("DequantizeLinear", context => context.SetOutput(0, context.Shape(0), context.Input(1).ElementType)),
    ];

    private static void ToBoolean(ShapeContext context) => context.SetOutput(0, context.Shape(0), (int)DataType.Bool);

    private static void Dropout(ShapeContext context)
    {
        context.SetOutput(0, context.Shape(0), content: context.Input(0).Content);
        context.SetOutput(1, context.Shape(0), (int)DataType.Bool);
    }

    private static void OfNumbers(ShapeContext context, Func<long, long>? integer, Func<double, double> real)
    {
        ImmutableArray<Element>? content = context.Input(0).Content is { } elements
            ? [.. elements.Select(element => Apply(element, integer, real))]
            : null;
        context.SetOutput(0, context.Shape(0), content: content);
    }

    private static Element Apply(Element element, Func<long, long>? integer, Func<double, double> real) => element switch
    {
        { Real: { } value } => Element.Of(real(value)),
        { Integer: { } value } when integer is not null => Element.Of(integer(value)),
        _ => Element.Unknown,
    };

    private static void Cast(ShapeContext context)
    {
        // Files of operator set 1 name the type in words; newer ones by number.
        int type = context.Node.Find("to") is { HasS: true } named
            ? (int)(Enum.TryParse(named.S.ToStringUtf8(), ignoreCase: true, out DataType parsed) ? parsed : DataType.Undefined)
            : (int)context.Node.GetInt("to", 0);
        bool toReal = ElementTypes.IsFloatingPoint(type);
        ImmutableArray<Element>? content = context.Input(0).Content is { } elements
            ? [.. elements.Select(element => Convert(element, toReal))]
            : null;
        context.SetOutput(0, context.Shape(0), type, content);
    }

    private static Element Convert(Element element, bool toReal) => element switch
    {
        { Integer: { } value } when toReal => Element.Of((double)value),
        { Real: { } value } when !toReal => Element.Of((long)value),
        // A size that is not known yet stays the same size as a float.
        _ => element,
    };
}
