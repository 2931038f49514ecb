namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>What a training run is made of, for its whole length.</summary>
internal sealed record EngineSettings
{
    /// <summary>What is made small.</summary>
    public required LossSettings Loss { get; init; }

    /// <summary>How it is made small.</summary>
    public required OptimizerSettings Optimizer { get; init; }

    /// <summary>By which statistics BatchNormalization nodes normalize.</summary>
    public NormalizationStatistics Normalization { get; init; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads that compute, 1 or more; they change the speed and not a bit of the result.</summary>
    public int Threads { get; init; } = 1;
}
