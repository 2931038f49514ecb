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
        if (count < MannWhitney.LeastSamples)
        {
            return [];
        }

        int size = milliseconds.Length / count;
        ImmutableArray<double>.Builder medians = ImmutableArray.CreateBuilder<double>(count);
        for (int block = count; block > 0; block--)
        {
            medians.Add(Percentiles.MedianInPlace(milliseconds.Slice(milliseconds.Length - (block * size), size).ToArray()));
        }

        return medians.MoveToImmutable();
    }
}
