namespace RsdtrEdge.Runtime.Measurement;

/// <summary>The ratios of pairs of blocks in three figures.</summary>
/// <param name="Median">Their median.</param>
/// <param name="Low">Their lower quartile; null below 4 pairs.</param>
/// <param name="High">Their upper quartile; null below 4 pairs.</param>
/// <param name="Pairs">Their number.</param>
internal readonly record struct SpeedupQuartiles(double Median, double? Low, double? High, int Pairs)
{
    /// <summary>The figures of ratios in any order, at least one.</summary>
    public static SpeedupQuartiles Of(IEnumerable<double> ratios)
    {
        double[] sorted = [.. ratios.Order()];
        return new SpeedupQuartiles(
            Percentiles.Median(sorted), sorted.Length < 4 ? null : Percentiles.Of(sorted, 25), Percentiles.Of(sorted, 75), sorted.Length);
    }
}
