using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>A network whose training step is timed.</summary>
/// <param name="Model">The network.</param>
/// <param name="Subject">What is made of it; the original is as it was given.</param>
/// <param name="Bar">The speed in relation to PyTorch's that this project asks of itself; null where it asks for none.</param>
internal sealed record SpeedRow(SubjectModel Model, TuningSubject Subject, double? Bar)
{
    /// <summary>The rows in the order of the table.</summary>
    public static IReadOnlyList<SpeedRow> All { get; } =
    [
        new(AccuracyRows.ResNet20, TuningSubject.Original, 0.8),
        new(AccuracyRows.ResNet20, TuningSubject.Limited(50), 1.0),
        new(AccuracyRows.ResNet20, TuningSubject.Paper, 1.0),
        new(AccuracyRows.ResNet56, TuningSubject.Original, null),
        new(AccuracyRows.ResNet56, TuningSubject.Limited(50), null),
    ];

    /// <summary>The name for <c>--rows</c>, such as <c>resnet20-p50-f50</c>.</summary>
    public string Name => $"{Model.Name}-{Subject.Name}";

    /// <summary>Whether the memory of a training with its teacher is measured, too.</summary>
    public bool TakesMemory => Model == AccuracyRows.ResNet56;
}
