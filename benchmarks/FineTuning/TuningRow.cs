using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>A row of the fine-tuning table: what is trained, what teaches it, and what is asked of the result.</summary>
/// <param name="Model">The network.</param>
/// <param name="Subject">What is made of it before training.</param>
/// <param name="Teaching">What teaches it.</param>
internal sealed record TuningRow(SubjectModel Model, TuningSubject Subject, Teaching Teaching)
{
    /// <summary>What the row is held against: the same network's row of that subject, trained by labels; null for the original as it was given.</summary>
    public TuningSubject? Against { get; init; }

    /// <summary>The most points of top-1 that may be lost to what it is held against; below zero it must be better; null where nothing is asked.</summary>
    public double? Bar { get; init; }

    /// <summary>The name for <c>--rows</c>, such as <c>resnet20-p50-f50-distilled</c>.</summary>
    public string Name => $"{Model.Name}-{Series}";

    /// <summary>The name of its line in the curves, the same for all networks.</summary>
    public string Series => $"{Subject.Name}-{Teaching.ToString().ToLowerInvariant()}";

    /// <summary>The series that it is held against, in words.</summary>
    public string AgainstName => Against is { } subject ? $"{subject.Name}-labels" : "given";
}
