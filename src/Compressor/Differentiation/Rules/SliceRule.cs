namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Slice with bounds and steps that are known.</summary>
internal sealed class SliceRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Slice"];

    public void Emit(GradientNode node)
    {
        long[]? starts = node.IntegersOf("starts", 1, out _);
        long[]? ends = node.IntegersOf("ends", 2, out _);
        long[]? axes = node.IntegersOf("axes", 3, out bool axesGiven);
        long[]? steps = node.IntegersOf("steps", 4, out bool stepsGiven);
        if (node.Shape(0) is not { } shape || starts is null || ends is null || (axesGiven && axes is null) || (stepsGiven && steps is null))
        {
            node.Block("has an input of unknown rank, or bounds that are known only when it runs");
            return;
        }

        string gradient = node.Gradient;
        for (int index = 0; index < starts.Length; index++)
        {
            long given = axes?[index] ?? index;
            int axis = (int)(given < 0 ? given + shape.Rank : given);
            long step = steps?[index] ?? 1;
            if (starts[index] == 0 && step == 1 && ends[index] >= int.MaxValue)
            {
                continue;
            }

            if (shape[axis].Value is not { } size)
            {
                node.Block("cuts an axis of unknown size");
                return;
            }

            gradient = AxisSelection.Write(node.Writer, gradient, shape.Rank, axis, size, Places(size, starts[index], ends[index], step))!;
        }

        node.Give(0, gradient);
    }

    // Bounds count from the end where negative, and are clamped to the axis. "As far as it goes" is the largest number in either direction.
    private static long[] Places(long size, long start, long end, long step)
    {
        bool forward = step > 0;
        long first = Math.Clamp(start < 0 ? start + size : start, 0, forward ? size : size - 1);
        long last = !forward && (end is int.MaxValue or long.MaxValue)
            ? -1
            : Math.Clamp(end < 0 ? Math.Max(end, -size - 1) + size : end, forward ? 0 : -1, size);
        List<long> places = [];
        for (long place = first; forward ? place < last : place > last; place += step)
        {
            places.Add(place);
        }

        return [.. places];
    }
}
