using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.TrainedNetworks;

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
        OfDrawn(TrainedNetwork.Usual[0]),
    ];

    /// <summary>The network whose weights are drawn for the row, since no file has it; null where a file has.</summary>
    public TrainedNetwork? Drawn { get; private init; }

    /// <summary>The name for <c>--rows</c>, such as <c>resnet20-p50-f50</c>.</summary>
    public string Name => $"{Model.Name}-{Subject.Name}";

    /// <summary>Whether the memory of a training with its teacher is measured, too.</summary>
    public bool TakesMemory => Model == AccuracyRows.ResNet56;

    // A step takes as long with random weights as with trained ones. VGG-16 has what the others have not: poolings.
    private static SpeedRow OfDrawn(TrainedNetwork network) =>
        new(AccuracyRows.ResNet20 with { Name = network.Name, File = $"{network.Name}.onnx" }, TuningSubject.Original, null) { Drawn = network };
}
