namespace RsdtrEdge.Benchmarks.Measurement;

/// <summary>The median as textbooks have it: of an even number of figures, the mean of the two in the middle, so that it changes its sign with them.</summary>
/// <remarks>Single runs have percentiles by the nearest rank (<see cref="Runtime.Measurement.Percentiles"/>), which are always times that were measured.</remarks>
internal static class Median
{
    /// <summary>The median.</summary>
    /// <param name="figures">At least one figure, in any order.</param>
    public static double Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
