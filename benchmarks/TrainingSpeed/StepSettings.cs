using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>What a step is, the same on both sides: cross-entropy to labels, a clipped gradient, momentum with weight decay.</summary>
internal static class StepSettings
{
    /// <summary>Images a step.</summary>
    public const int Batch = 64;

    /// <summary>The share of the last step that goes into the next.</summary>
    public const float Momentum = 0.9f;

    /// <summary>Rate, weight decay and longest gradient: the defaults of <c>rsdtr finetune</c>.</summary>
    public static StepRates Rates { get; } = new(0.005f, 1e-4f, 2, 0);

    /// <summary>The settings of the project's engine.</summary>
    /// <param name="threads">Threads that compute.</param>
    public static EngineSettings Engine(int threads) => new()
    {
        Loss = new LossSettings { LabelWeight = 1, DistillationWeight = 0 },
        Optimizer = new OptimizerSettings { Kind = OptimizerKind.Momentum, Momentum = Momentum },
        BatchSize = Batch,
        Threads = threads,
    };
}
