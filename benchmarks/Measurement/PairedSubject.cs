using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Measurement;

/// <summary>A model of a paired measurement.</summary>
/// <param name="Figures">Its latency.</param>
/// <param name="First">The latency of the run's first model, and how many times faster than it this one is; 1 of the first itself.</param>
/// <param name="LoadMs">The median time of loading it, several times in turns with the others.</param>
internal sealed record PairedSubject(LatencyFigures Figures, LatencyComparison First, double LoadMs)
{
    /// <summary>The median milliseconds of its block in each round.</summary>
    public IReadOnlyList<double> Blocks { get; init; } = [];

    /// <summary>How many times faster than another model of the same run this one is: the median of the rounds' ratios.</summary>
    /// <param name="other">The other model.</param>
    /// <exception cref="InvalidOperationException">The two are not of the same rounds.</exception>
    public double TimesFasterThan(PairedSubject other) => Blocks.Count > 0 && Blocks.Count == other.Blocks.Count
        ? SpeedupQuartiles.Of(other.Blocks.Zip(Blocks, (slow, fast) => slow / fast)).Median
        : throw new InvalidOperationException("Only models of the same rounds can be compared in pairs.");
}
