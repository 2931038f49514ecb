namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>All rows, in the order of the table.</summary>
internal static class PerformanceRows
{
    // As fast as the original, less what a measurement may be off.
    private const double NeverSlower = 0.98;

    /// <summary>The rows.</summary>
    public static IReadOnlyList<PerformanceRow> All { get; } =
    [
        new("resnet18", null, 50) { Bar = 1.85 },
        new("resnet18", null, 33) { Bar = 2.6 },
        new("resnet18", null, 50) { IsPaper = true },
        new("vgg16", null, 33) { Bar = 2.7 },
        new("resnet20", null, 50) { Bar = 1.35 },
        new("resnet56", null, 50) { Bar = 1.35 },
        new("resnet56", null, 50) { IsPaper = true },
        .. from model in PerformanceModels.SharedNames
           from parameters in (int[])[80, 50, 30]
           select new PerformanceRow(model, parameters, null) { Bar = NeverSlower },
    ];
}
