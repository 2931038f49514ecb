using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>Draws output positions of a convolution, none twice.</summary>
internal static class SamplePositions
{
    /// <summary>Draws; what is drawn depends on the arguments alone.</summary>
    /// <param name="available">How many positions there are.</param>
    /// <param name="count">How many are wanted; all where there are not more.</param>
    /// <param name="seed">The seed of the whole calibration.</param>
    /// <param name="series">What sets a layer's convolution apart from others.</param>
    /// <param name="input">The input's index.</param>
    /// <remarks>R. W. Floyd's algorithm: J. Bentley, "Programming pearls: a sample of brilliance", Communications of the ACM 30 (9), 1987.</remarks>
    public static int[] Draw(int available, int count, int seed, int series, int input)
    {
        if (available <= count)
        {
            return [.. Enumerable.Range(0, available)];
        }

        // Mixed twice: the states of two series do not lie a few steps apart.
        ulong mixed = new SeededGenerator(((long)seed << 32) + series).NextUInt64();
        SeededGenerator generator = new(unchecked((long)mixed + input));
        HashSet<int> seen = new(count);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++)
        {
            int last = available - count + i;
            int position = generator.NextInt32(last + 1);
            drawn[i] = seen.Add(position) ? position : last;
            seen.Add(drawn[i]);
        }

        return drawn;
    }
}
