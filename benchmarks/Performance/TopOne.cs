namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>How often a classifier is right, on images that steered nothing.</summary>
/// <param name="Before">The original's share of right answers.</param>
/// <param name="After">The compressed network's.</param>
internal readonly record struct TopOne(double Before, double After)
{
    /// <summary>The points that were lost.</summary>
    public double Loss => 100 * (Before - After);

    /// <summary>Whether no more than so many points were lost, as counted, not as a difference of binary fractions happens to round.</summary>
    public bool IsWithin(double points) => Loss <= points + 1e-9;
}
