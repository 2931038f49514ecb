using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>All rows, in the order of the table.</summary>
internal static class PerformanceRows
{
    // As fast as the original, less what a measurement may be off.
    private const double NeverSlower = 0.98;

    // What the CIFAR ResNets must gain at half of the FLOPs, with and without images.
    private const double Small = 1.35;

    // What is asked of their prediction, which for two threads is about a tenth too fast.
    private const double SmallPredicted = 1.5;

    private const double Efficiency = 0.85;

    /// <summary>The rows.</summary>
    public static IReadOnlyList<PerformanceRow> All { get; } =
    [
        new("resnet18", null, 50) { Bar = 1.85, EfficiencyBar = Efficiency },
        new("resnet18", null, 33) { Bar = 2.6, EfficiencyBar = Efficiency },
        // The smallest hundredths at which the four stages of the rings have no more than half of the FLOPs.
        new("resnet18", null, 50) { RelativeError = 0.35 },
        // The relative error of the published fine-tuned networks.
        new("resnet18", null, null) { RelativeError = 0.5 },
        new("vgg16", null, 33) { Bar = 2.7, EfficiencyBar = Efficiency },
        new("resnet20", null, 50) { Bar = Small, PredictedSpeedup = SmallPredicted },
        new("resnet56", null, 50) { Bar = Small, PredictedSpeedup = SmallPredicted },
        new("resnet56", null, 50) { RelativeError = 0.53 },
        WithLoss("resnet20"),
        WithLoss("resnet56"),
        .. from model in PerformanceModels.SharedNames
           from parameters in (int[])[80, 50, 30]
           select new PerformanceRow(model, parameters, null) { Bar = NeverSlower, IsMatrix = true },
    ];

    private static PerformanceRow WithLoss(string model)
    {
        PerformanceRow row = new(model, 50, 50) { Bar = Small, PredictedSpeedup = SmallPredicted };
        return row with { Accuracy = AccuracyRows.All.Single(accuracy => accuracy.Name == row.Name) };
    }
}
