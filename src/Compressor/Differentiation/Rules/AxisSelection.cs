namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>The adjoint of taking elements of an axis: they go back to where they came from, and zeros stand everywhere else.</summary>
internal static class AxisSelection
{
    /// <summary>Writes it, or gives null where an element was taken twice.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="gradient">The gradient of what was taken.</param>
    /// <param name="rank">Its number of axes.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="size">The axis' size before.</param>
    /// <param name="places">The places of the elements that were taken, from 0.</param>
    public static string? Write(GradientWriter writer, string gradient, int rank, int axis, long size, IReadOnlyList<long> places)
    {
        if (places.Distinct().Count() < places.Count)
        {
            return null;
        }

        long[] pads = new long[2 * rank];
        if (places.Count > 0 && places.Select((place, index) => place - index).Distinct().Count() == 1)
        {
            pads[axis] = places[0];
            pads[rank + axis] = size - places[0] - places.Count;
            return writer.Pad(gradient, pads);
        }

        // A zero behind the last element is what all other places take.
        pads[rank + axis] = 1;
        long[] sources = [.. Enumerable.Repeat((long)places.Count, (int)size)];
        for (int index = 0; index < places.Count; index++)
        {
            sources[places[index]] = index;
        }

        return writer.Gather(writer.Pad(gradient, pads), axis, sources);
    }
}
