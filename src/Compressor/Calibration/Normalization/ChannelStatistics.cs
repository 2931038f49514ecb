namespace RsdtrEdge.Compressor.Calibration.Normalization;

/// <summary>
/// What is taken for the distribution of a value's channels (its axis 1): each by itself normal with a mean and a variance, whatever the
/// position. Behind BatchNormalization that is what batches of the training data had; what operators make of it follows from
/// there (Nagel et al., arXiv 1906.04721, section 4.2.1 and appendix C).
/// </summary>
/// <param name="Mean">The mean of each channel.</param>
/// <param name="Variance">The variance of each channel.</param>
internal sealed record ChannelStatistics(double[] Mean, double[] Variance)
{
    /// <summary>The number of channels.</summary>
    public int Count => Mean.Length;

    /// <summary>
    /// Behind min(max(x, low), high), the moments of the clipped normal distribution: with a = (low - m) / s, b = (high - m) / s and
    /// Z = Phi(b) - Phi(a), the mean is low Phi(a) + high (1 - Phi(b)) + m Z + s (phi(a) - phi(b)).
    /// </summary>
    /// <param name="low">The least value; minus infinity for none.</param>
    /// <param name="high">The largest value, not below the least; infinity for none.</param>
    public ChannelStatistics Clip(double low, double high) => Map((mean, variance) =>
    {
        if (!(variance > 0))
        {
            return (Math.Clamp(mean, low, high), 0);
        }

        double deviation = Math.Sqrt(variance);
        (double a, double b) = ((low - mean) / deviation, (high - mean) / deviation);
        (double below, double above) = (NormalDistribution.Cumulative(a), NormalDistribution.Cumulative(-b));
        (double atLow, double atHigh) = (NormalDistribution.Density(a), NormalDistribution.Density(b));
        double inside = 1 - below - above;
        // A bound that is infinite is never reached.
        double clipped = Times(low, below) + Times(high, above) + (mean * inside) + (deviation * (atLow - atHigh));
        // About the mean from the start: the difference of two second moments would cancel.
        double shift = mean - clipped;
        double spread = Times(Square(low - clipped), below) + Times(Square(high - clipped), above)
            + ((Square(shift) + variance) * inside) + (2 * shift * deviation * (atLow - atHigh))
            + (variance * (Times(a, atLow) - Times(b, atHigh)));
        return (clipped, Math.Max(0, spread));
    });

    /// <summary>
    /// Behind slope x + (1 - slope) max(x, 0): its variance is slope^2 s^2 + (1 - slope)^2 Var(max(x, 0)) + 2 slope (1 - slope) s^2 Phi(m / s), the
    /// last the covariance of x with max(x, 0) (Stein's lemma).
    /// </summary>
    /// <param name="slope">The slope below 0.</param>
    public ChannelStatistics LeakyRelu(double slope)
    {
        ChannelStatistics rectified = Clip(0, double.PositiveInfinity);
        double rest = 1 - slope;
        return new ChannelStatistics(
            [.. Mean.Select((mean, c) => (slope * mean) + (rest * rectified.Mean[c]))],
            [.. Variance.Select((variance, c) => variance > 0
                ? Math.Max(0, (slope * slope * variance) + (rest * rest * rectified.Variance[c])
                    + (2 * slope * rest * variance * NormalDistribution.Cumulative(Mean[c] / Math.Sqrt(variance))))
                : 0)]);
    }

    /// <summary>Behind the sum of two values that do not bear on each other: means add, variances add.</summary>
    public ChannelStatistics Plus(ChannelStatistics other) => new(
        [.. Mean.Zip(other.Mean, (first, second) => first + second)], [.. Variance.Zip(other.Variance, (first, second) => first + second)]);

    /// <summary>Each channel as often as it has positions, which become channels.</summary>
    public ChannelStatistics Repeat(int times) => new(
        [.. Mean.SelectMany(mean => Enumerable.Repeat(mean, times))], [.. Variance.SelectMany(variance => Enumerable.Repeat(variance, times))]);

    /// <summary>The channels of several values one after the other.</summary>
    public static ChannelStatistics Concat(IReadOnlyList<ChannelStatistics> values) => new(
        [.. values.SelectMany(value => value.Mean)], [.. values.SelectMany(value => value.Variance)]);

    private ChannelStatistics Map(Func<double, double, (double Mean, double Variance)> of)
    {
        (double Mean, double Variance)[] mapped = [.. Mean.Zip(Variance, of)];
        return new ChannelStatistics([.. mapped.Select(channel => channel.Mean)], [.. mapped.Select(channel => channel.Variance)]);
    }

    private static double Times(double factor, double probability) => probability == 0 ? 0 : factor * probability;

    private static double Square(double x) => x * x;
}
