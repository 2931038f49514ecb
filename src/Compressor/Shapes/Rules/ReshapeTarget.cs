using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>The shape that a Reshape asks for: 0 copies a dimension (unless allowzero), -1 takes what is left.</summary>
internal static class ReshapeTarget
{
    public static TensorShape Resolve(ShapeContext context, ImmutableArray<Element> target, TensorShape? input)
    {
        bool allowZero = context.Node.GetInt("allowzero", 0) != 0;
        Dimension[] output = new Dimension[target.Length];
        int inferred = -1;
        for (int axis = 0; axis < target.Length; axis++)
        {
            switch (target[axis].Integer)
            {
                case 0 when !allowZero:
                    output[axis] = Copied(context, input, axis);
                    break;
                case -1 when inferred >= 0:
                    throw context.Malformed("asks for two inferred dimensions (-1)");
                case -1:
                    inferred = axis;
                    break;
                case < -1:
                    throw context.Malformed($"asks for the dimension {target[axis].Integer}");
                default:
                    output[axis] = target[axis].ToDimension();
                    break;
            }
        }

        if (inferred >= 0)
        {
            output[inferred] = Remaining(context, input, output.Where((_, axis) => axis != inferred));
        }
        else if (input?.ElementCount is { } count && new TensorShape(output).ElementCount is { } asked && asked != count)
        {
            throw context.Malformed($"gives the input {input} of {count} elements the shape {new TensorShape(output)} of {asked}");
        }

        return new TensorShape(output);
    }

    private static Dimension Copied(ShapeContext context, TensorShape? input, int axis)
    {
        if (input is null)
        {
            return Dimension.Unknown;
        }

        return axis < input.Rank ? input[axis] : throw context.Malformed($"copies axis {axis} of its input {input}, which has none");
    }

    // Input elements / other dimensions, where the names on both sides cancel.
    private static Dimension Remaining(ShapeContext context, TensorShape? input, IEnumerable<Dimension> others)
    {
        if (input is null)
        {
            return Dimension.Unknown;
        }

        List<Dimension> left = [.. input];
        List<Dimension> divisors = [];
        foreach (Dimension other in others)
        {
            if (other.IsKnown || !left.Remove(other) || other.Symbol is null)
            {
                divisors.Add(other);
            }
        }

        long numerator = ProductOfNumbers(left);
        long divisor = ProductOfNumbers(divisors);
        if (divisors.Exists(dimension => !dimension.IsKnown) || divisor == 0)
        {
            return Dimension.Unknown;
        }

        Dimension[] open = [.. left.Where(dimension => !dimension.IsKnown)];
        if (open.Length == 0)
        {
            return numerator % divisor == 0
                ? Dimension.Of(numerator / divisor)
                : throw context.Malformed($"cannot divide the {numerator} elements of its input {input} by {divisor}");
        }

        return open.Length == 1 && numerator == divisor ? open[0] : Dimension.Unknown;
    }

    private static long ProductOfNumbers(IEnumerable<Dimension> dimensions) =>
        dimensions.Aggregate(1L, (product, dimension) => checked(product * (dimension.Value ?? 1)));
}
