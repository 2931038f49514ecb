using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>How many times faster one side's step is than the other's, from pairs of blocks.</summary>
/// <param name="Median">The median of the pairs.</param>
/// <param name="Low">Their lower quartile; null below 4 pairs.</param>
/// <param name="High">Their upper quartile; null below 4 pairs.</param>
internal readonly record struct StepRatio(double Median, double? Low, double? High)
{
    /// <summary>The figures of ratios in any order, at least one.</summary>
    public static StepRatio Of(IEnumerable<double> ratios)
    {
        SpeedupQuartiles quartiles = SpeedupQuartiles.Of(ratios);
        return new StepRatio(quartiles.Median, quartiles.Low, quartiles.High);
    }
}
