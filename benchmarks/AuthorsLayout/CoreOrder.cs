using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.AuthorsLayout;

/// <summary>The numbers of a core with its three indices (rank before, mode, rank after) in another order, the first one slowest.</summary>
internal static class CoreOrder
{
    /// <summary>Writes a core's numbers in an order.</summary>
    public static float[] Write(RingCore core, int[] order)
    {
        float[] values = new float[core.Data.Length];
        foreach ((int from, int to) in Places(core.Before, core.Size, core.After, order))
        {
            values[to] = (float)core.Data[from];
        }

        return values;
    }

    /// <summary>Reads a core from numbers in an order.</summary>
    public static RingCore Read(int before, int size, int after, int[] order, ReadOnlySpan<float> values)
    {
        double[] data = new double[values.Length];
        foreach ((int from, int to) in Places(before, size, after, order))
        {
            data[from] = values[to];
        }

        return new RingCore(before, size, after, data);
    }

    // Each number's place in the core's own order, and in the other.
    private static IEnumerable<(int From, int To)> Places(int before, int size, int after, int[] order)
    {
        int[] sizes = [before, size, after];
        for (int from = 0; from < before * size * after; from++)
        {
            int[] index = [from / (size * after), from / after % size, from % after];
            yield return (from, (((index[order[0]] * sizes[order[1]]) + index[order[1]]) * sizes[order[2]]) + index[order[2]]);
        }
    }
}
