namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// Whether a warm-up is over: the last 16 runs are cut into halves, and they are steady where the test of Mann and Whitney does not tell the halves apart
/// at 1 %, or where their medians differ by less than 2 %, which is less than what a measurement is for.
/// </summary>
internal static class SteadyState
{
    /// <summary>The runs that are looked at.</summary>
    public const int Window = 2 * MannWhitney.LeastSamples;

    private const double Significance = 0.01;
    private const double SmallChange = 0.02;

    /// <summary>Whether the last runs are steady; null where there are too few to tell.</summary>
    /// <param name="milliseconds">The runs in the order they were taken.</param>
    public static bool? IsSteady(ReadOnlySpan<double> milliseconds)
    {
        if (milliseconds.Length < Window)
        {
            return null;
        }

        double[] earlier = milliseconds[^Window..^(Window / 2)].ToArray(), later = milliseconds[^(Window / 2)..].ToArray();
        double ratio = Percentiles.MedianInPlace(later) / Percentiles.MedianInPlace(earlier);
        return Math.Abs(ratio - 1) < SmallChange || MannWhitney.ProbabilityDifferent(earlier, later) >= Significance;
    }
}
