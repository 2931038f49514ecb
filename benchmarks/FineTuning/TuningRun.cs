namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>A row with its figures; those that it did not get to are null.</summary>
/// <param name="Row">The row.</param>
/// <param name="BaseTop1">The top-1 of the original as it was given, as a share.</param>
internal sealed record TuningRun(TuningRow Row, double BaseTop1)
{
    /// <summary>The share of the parameters that is left.</summary>
    public double? Parameters { get; init; }

    /// <summary>The share of the FLOPs that is left.</summary>
    public double? Flops { get; init; }

    /// <summary>The top-1 of the compressed network before training; null for the original.</summary>
    public double? CompressedTop1 { get; init; }

    /// <summary>The top-1 of the trained network.</summary>
    public double? Top1 { get; init; }

    /// <summary>What the training did.</summary>
    public TuningReport? Training { get; init; }

    /// <summary>The most memory that the training had in RAM; null where the system does not tell.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Why the row came to nothing; null where it did not.</summary>
    public string? Failure { get; init; }
}
