using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Slice and Pad: cutting off and adding at the ends of axes.</summary>
internal static class SliceRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All => [new("Slice", Slice), new("Pad", Pad)];

    private static void Slice(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        long[]? starts = context.IntegersOf("starts", 1, out _);
        long[]? ends = context.IntegersOf("ends", 2, out _);
        long[]? axes = context.IntegersOf("axes", 3, out bool axesGiven);
        long[]? steps = context.IntegersOf("steps", 4, out bool stepsGiven);
        int count = starts?.Length ?? ends?.Length ?? (int)(context.Shape(1)?.ElementCount ?? 0);
        if (!axesGiven)
        {
            axes = [.. Enumerable.Range(0, count).Select(axis => (long)axis)];
        }

        if (axes is null)
        {
            // Any axis may have been cut.
            context.SetOutput(0, TensorShape.OfRank(input.Rank));
            return;
        }

        Dimension[] output = [.. input];
        long[] first = new long[input.Rank];
        long[] step = [.. Enumerable.Repeat(1L, input.Rank)];
        bool known = true;
        for (int index = 0; index < axes.Length; index++)
        {
            int axis = context.Axis(axes[index], input.Rank);
            long? stepHere = stepsGiven ? steps?.ElementAtOrDefault(index) : 1;
            (output[axis], first[axis]) = Cut(context, input[axis], At(context, starts, index), At(context, ends, index), stepHere);
            step[axis] = stepHere ?? 1;
            known &= output[axis].IsKnown;
        }

        TensorShape shape = new(output);
        context.SetOutput(0, shape, content: !known ? null : ContentMap.Gather(shape, context.Input(0), (to, from) =>
        {
            for (int axis = 0; axis < from.Length; axis++)
            {
                from[axis] = first[axis] + (to[axis] * step[axis]);
            }
        }));
    }

    private static long? At(ShapeContext context, long[]? list, int index) => list is null
        ? null
        : index < list.Length ? list[index] : throw context.Malformed("has fewer starts or ends than axes");

    // Bounds count from the end where negative and are clamped to the axis (ONNX operator Slice, as in NumPy).
    private static (Dimension Size, long First) Cut(ShapeContext context, Dimension size, long? start, long? end, long? step)
    {
        if (step == 0)
        {
            throw context.Malformed("has a step of 0");
        }

        if (start is 0 && step is 1 && end is >= int.MaxValue)
        {
            return (size, 0);
        }

        if (size.Value is not { } length || start is not { } from || end is not { } to || step is not { } by)
        {
            return (Dimension.Unknown, 0);
        }

        // The largest numbers mean "as far as it goes" in either direction: so does ONNX Runtime, beyond the specification.
        if (by < 0 && (to is int.MaxValue or long.MaxValue))
        {
            to = long.MinValue;
        }

        long low = by > 0 ? 0 : -1;
        long high = by > 0 ? length : length - 1;
        long first = Math.Clamp(from < 0 ? from + length : from, Math.Min(by > 0 ? low : 0, high), high);
        long last = Math.Clamp(to < 0 ? Math.Max(to, -length - 1) + length : to, low, Math.Max(low, high));
        long count = by > 0
            ? ConvolutionAttributes.CeilingDivide(last - first, by)
            : ConvolutionAttributes.CeilingDivide(first - last, by == long.MinValue ? long.MaxValue : -by);
        return (Dimension.Of(Math.Max(0, count)), first);
    }

    private static void Pad(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        // The attribute was called 'paddings' in operator set 1.
        long[]? pads = context.IntegersOf("pads", 1, out bool given);
        pads = given ? pads : context.Node.GetInts("paddings");
        long[]? axes = context.HasInput(3) ? context.Integers(3) : [.. Enumerable.Range(0, input.Rank).Select(axis => (long)axis)];
        if (pads is null || axes is null)
        {
            context.SetOutput(0, TensorShape.OfRank(input.Rank));
            return;
        }

        if (pads.Length != 2 * axes.Length)
        {
            throw context.Malformed($"has {pads.Length} pads for {axes.Length} axes");
        }

        Dimension[] output = [.. input];
        for (int index = 0; index < axes.Length; index++)
        {
            int axis = context.Axis(axes[index], input.Rank);
            long total = checked(pads[index] + pads[axes.Length + index]);
            output[axis] = Arithmetic.Map(input[axis], total == 0, size => checked(size + total));
        }

        context.SetOutput(0, new TensorShape(output));
    }
}
