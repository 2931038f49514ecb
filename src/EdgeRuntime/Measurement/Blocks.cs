using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Runs in blocks of neighbours, each by its median: what a later measurement is compared with.</summary>
internal static class Blocks
{
    private const int Most = 32;
    private const int LeastRuns = 3;

    /// <summary>The medians of up to 32 blocks of as many runs each, in their order; none below 24 runs.</summary>
    /// <param name="milliseconds">The runs in the order they were taken; where they cannot be cut evenly, the first ones are left out.</param>
    public static ImmutableArray<double> Medians(ReadOnlySpan<double> milliseconds)
    {
        int count = Math.Min(Most, milliseconds.Length / LeastRuns);
        return count < MannWhitney.LeastSamples ? [] : [.. Medians(milliseconds, count)];
    }

    /// <summary>
    /// The medians of up to 32 groups of as many ratios of neighbouring blocks each, in their order. A long measurement has many thousands of them, which depend on their neighbours:
    /// as samples of a test they would find any difference beyond chance. Up to 32 are taken as they are, since each comes of two medians already.
    /// </summary>
    /// <param name="ratios">The ratios in the order they were taken; where they cannot be cut evenly, the first ones are left out.</param>
    public static double[] MediansOfRatios(IEnumerable<double> ratios)
    {
        double[] all = [.. ratios];
        return Medians(all, Math.Min(Most, all.Length));
    }

    private static double[] Medians(ReadOnlySpan<double> samples, int count)
    {
        int size = count == 0 ? 0 : samples.Length / count;
        double[] medians = new double[count];
        for (int block = 0; block < count; block++)
        {
            medians[block] = Percentiles.MedianInPlace(samples.Slice(samples.Length - ((count - block) * size), size).ToArray());
        }

        return medians;
    }
}
