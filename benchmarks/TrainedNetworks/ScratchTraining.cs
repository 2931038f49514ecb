using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>A training from random weights with its figures; those that it did not get to are null.</summary>
/// <param name="Network">What was trained.</param>
internal sealed record ScratchTraining(TrainedNetwork Network)
{
    /// <summary>The trained network, BatchNormalization folded.</summary>
    public SubjectModel? Model { get; init; }

    /// <summary>What it stores and computes.</summary>
    public NetworkCost? Cost { get; init; }

    /// <summary>The share of test images that it puts into their class.</summary>
    public double? Top1 { get; init; }

    /// <summary>What the training did.</summary>
    public TuningReport? Training { get; init; }

    /// <summary>The most memory that the training had in RAM; null where the system does not tell.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Why the training came to nothing; null where it did not.</summary>
    public string? Failure { get; init; }
}
