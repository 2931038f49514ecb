namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>The numbers of a core with its three indices (rank before, mode, rank after) in another order, the first one slowest.</summary>
internal static class CoreOrder
{
    /// <summary>Writes a core's numbers in an order.</summary>
    public static float[] Write(RingCore core, IReadOnlyList<int> order)
    {
        float[] values = new float[core.Data.Length];
        Walk([core.Before, core.Size, core.After], order, (from, to) => values[to] = (float)core.Data[from]);
        return values;
    }

    /// <summary>Reads a core from numbers in an order.</summary>
    public static RingCore Read(int before, int size, int after, IReadOnlyList<int> order, float[] values)
    {
        double[] data = new double[values.Length];
        Walk([before, size, after], order, (from, to) => data[from] = values[to]);
        return new RingCore(before, size, after, data);
    }

    // Each number's place in the core's own order, and in the other.
    private static void Walk(int[] sizes, IReadOnlyList<int> order, Action<int, int> visit)
    {
        int[] steps = [sizes[1] * sizes[2], sizes[2], 1];
        int to = 0;
        for (int first = 0; first < sizes[order[0]]; first++)
        {
            for (int second = 0; second < sizes[order[1]]; second++)
            {
                int from = (first * steps[order[0]]) + (second * steps[order[1]]);
                for (int third = 0; third < sizes[order[2]]; third++)
                {
                    visit(from + (third * steps[order[2]]), to++);
                }
            }
        }
    }
}
