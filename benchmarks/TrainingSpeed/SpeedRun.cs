namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>A row with its figures; those that it did not get to are null.</summary>
/// <param name="Row">The row.</param>
internal sealed record SpeedRun(SpeedRow Row)
{
    /// <summary>The median seconds of the project's step.</summary>
    public double? OwnSeconds { get; init; }

    /// <summary>The median seconds of PyTorch's step; null where there is no PyTorch.</summary>
    public double? TorchSeconds { get; init; }

    /// <summary>How many times faster than PyTorch's the project's step is: the ratios of pairs of blocks.</summary>
    public StepRatio? Ratio { get; init; }

    /// <summary>How far losses and norms of gradients of the first steps are apart, relatively; the largest. What is more than rounding tells of two networks.</summary>
    public double? Difference { get; init; }

    /// <summary>The most memory that a training with the teacher had in RAM, in bytes; null where it is not measured.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Why the row came to nothing; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the bar is met; null where there is none, or nothing to hold it against.</summary>
    public bool? IsMet => Row.Bar is { } bar && Ratio is { } ratio ? ratio.Median >= bar : null;
}
