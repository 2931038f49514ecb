namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>All rows, in the order of the table.</summary>
internal static class PerformanceRows
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<PerformanceRow> All { get; } =
    [
        new("resnet18", null, 50),
        new("resnet18", null, 33),
        new("resnet18", null, 50) { IsPaper = true },
        new("vgg16", null, 33),
        new("resnet20", null, 50),
        new("resnet56", null, 50),
        new("resnet56", null, 50) { IsPaper = true },
        .. from model in PerformanceModels.SharedNames
           from parameters in (int[])[80, 50, 30]
           select new PerformanceRow(model, parameters, null),
    ];
}
