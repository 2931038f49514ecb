namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// Percentiles by the nearest rank: the least sample that at least p percent of all samples do not exceed, that is number
/// ceil(p n / 100) in ascending order (type 1 in Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
/// It is always a value that was measured, never one in between.
/// </summary>
public static class Percentiles
{
    /// <summary>Percentages such as 99.9 are not exact in binary; their products must not round up to the next rank.</summary>
    private const double Rounding = 1e-9;

    /// <summary>A percentile of sorted samples.</summary>
    /// <param name="sorted">Samples in ascending order.</param>
    /// <param name="percent">More than 0, at most 100.</param>
    /// <returns>
    /// The percentile; null where there are too few samples to have one, that is fewer than 100 / (100 - percent):
    /// the 99th needs 100 samples, the 90th needs 10.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is outside its range.</exception>
    public static double? Of(ReadOnlySpan<double> sorted, double percent)
    {
        long rank = RankOf(sorted.Length, percent);
        return rank == 0 ? null : sorted[(int)rank - 1];
    }

    /// <summary>The median of sorted samples, by the nearest rank: of an even number, the lower of the two in the middle.</summary>
    /// <param name="sorted">At least one sample, in ascending order.</param>
    public static double Median(ReadOnlySpan<double> sorted) => sorted[(sorted.Length - 1) / 2];

    /// <summary>The least number of samples that have a percentile: 100 / (100 - percent), or the next whole number above.</summary>
    /// <param name="percent">More than 0, below 100.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is outside its range.</exception>
    public static double LeastCount(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percent, 100);
        return Math.Ceiling((100 - Rounding) / (100 - percent));
    }

    /// <summary>The number of a percentile among samples in ascending order, from 1 on; 0 where there are too few samples to have it.</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="percent">More than 0, at most 100.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is outside its range.</exception>
    internal static long RankOf(long count, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        bool enough = count > 0 && (percent == 100 || count * (100 - percent) >= 100 - Rounding);
        return enough ? Math.Clamp((long)Math.Ceiling((percent * count / 100) - Math.Max(Rounding, 1e-15 * count)), 1, count) : 0;
    }

    /// <summary>The median of samples in any order, which are sorted in place.</summary>
    /// <param name="samples">At least one sample.</param>
    internal static double MedianInPlace(Span<double> samples)
    {
        samples.Sort();
        return Median(samples);
    }
}
