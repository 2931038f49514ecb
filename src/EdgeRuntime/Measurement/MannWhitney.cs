namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// The test of Mann and Whitney ("On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other", 1947): whether the samples of
/// one group tend to be larger than those of another, whatever their distribution. By the normal approximation, corrected for ties and continuity, which is
/// good to a few thousandths from <see cref="LeastSamples"/> samples a group on.
/// </summary>
internal static class MannWhitney
{
    /// <summary>The least number of samples in a group.</summary>
    public const int LeastSamples = 8;

    /// <summary>The probability, were both groups alike, that the first comes out as much larger as it did, or more.</summary>
    /// <param name="first">The group that may be larger.</param>
    /// <param name="second">The other one.</param>
    public static double ProbabilityLarger(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double mean = first.Length * (double)second.Length / 2;
        double deviation = Deviation(first, second);
        return deviation == 0 ? 1 : UpperTail((Statistic(first, second) - mean - 0.5) / deviation);
    }

    /// <summary>The same for a difference in either direction.</summary>
    /// <param name="first">A group.</param>
    /// <param name="second">The other one.</param>
    public static double ProbabilityDifferent(ReadOnlySpan<double> first, ReadOnlySpan<double> second) =>
        Math.Min(1, 2 * Math.Min(ProbabilityLarger(first, second), ProbabilityLarger(second, first)));

    /// <summary>The number of pairs in which the first group's sample is the larger one, pairs of equals by half (Mann and Whitney's U).</summary>
    /// <param name="first">A group.</param>
    /// <param name="second">The other one.</param>
    public static double Statistic(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double count = 0;
        foreach (double one in first)
        {
            foreach (double other in second)
            {
                count += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }

        return count;
    }

    // sqrt(n m / 12 ((N + 1) - sum (t^3 - t) / (N (N - 1)))), t the sizes of groups of equals.
    private static double Deviation(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] all = [.. first, .. second];
        Array.Sort(all);
        double ties = 0;
        for (int start = 0, end; start < all.Length; start = end)
        {
            for (end = start + 1; end < all.Length && all[end] == all[start]; end++)
            {
            }

            double size = end - start;
            ties += (size * size * size) - size;
        }

        double count = all.Length;
        double variance = first.Length * (double)second.Length / 12 * (count + 1 - (ties / (count * (count - 1))));
        return Math.Sqrt(Math.Max(0, variance));
    }

    // The standard normal distribution beyond z: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.2.17, to 7.5e-8.
    private static double UpperTail(double z)
    {
        double t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        double series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        double tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * series;
        return z >= 0 ? tail : 1 - tail;
    }
}
