using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>A network that was compressed, and what became of it.</summary>
/// <param name="Model">The network.</param>
/// <param name="Subject">How it was compressed; the original for what it was.</param>
/// <param name="Given">The top-1 of the original as it was given, as a share.</param>
internal sealed record AccuracyPoint(SubjectModel Model, TuningSubject Subject, double Given)
{
    /// <summary>The share of the parameters that is left; null without a network.</summary>
    public double? Parameters { get; init; }

    /// <summary>The share of the FLOPs that is left; null without a network.</summary>
    public double? Flops { get; init; }

    /// <summary>The top-1 behind the compression, as a share; null without a network.</summary>
    public double? Top1 { get; init; }

    /// <summary>The top-1 behind fine-tuning by labels; null where no such training is at hand.</summary>
    public double? TunedTop1 { get; init; }

    /// <summary>Why there is no network; null where there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the published method made it.</summary>
    public bool IsPublished => Subject.RelativeError is not null;
}
