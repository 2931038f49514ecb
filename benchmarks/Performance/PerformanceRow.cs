using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A row of the performance table: what is compressed, how far, and how.</summary>
/// <param name="Model">The network, one of <see cref="PerformanceModels"/>.</param>
/// <param name="Parameters">The limit on parameters in percent of the original; null for none.</param>
/// <param name="Flops">The limit on FLOPs in percent of the original; null for none.</param>
internal sealed record PerformanceRow(string Model, int? Parameters, int? Flops)
{
    /// <summary>Whether the published method is run, and its cores also in its authors' layout.</summary>
    public bool IsPaper => RelativeError is not null;

    /// <summary>
    /// The relative error that the published method decomposes at, in the place of the limits, which bound the authors' layout but not the plans of
    /// the same cores; null for the project's own method.
    /// </summary>
    public double? RelativeError { get; init; }

    /// <summary>The row of the accuracy table whose images steer the compression and whose bar holds for its loss; null for none.</summary>
    public AccuracyRow? Accuracy { get; init; }

    /// <summary>Whether the row is one of the many that only must not be slower, which run with fewer numbers of threads.</summary>
    public bool IsMatrix { get; init; }

    /// <summary>Further options of <c>rsdtr compress</c>.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>The least speed-up that is asked for; null where nothing is asked.</summary>
    public double? Bar { get; init; }

    /// <summary>
    /// The speed-up that the profile must predict: the predicted time of the original over it is the limit latencyMs of a budget file. It is more than
    /// the bar by what predictions may be off; null where time has no limit.
    /// </summary>
    public double? PredictedSpeedup { get; init; }

    /// <summary>The least speed-up over the reduction of FLOPs that is asked for; null where nothing is asked.</summary>
    public double? EfficiencyBar { get; init; }

    /// <summary>The name for <c>--rows</c>, such as <c>resnet18-f50</c>, or <c>resnet18-e50-paper</c> where a relative error of 0.50 is all that bounds it.</summary>
    public string Name => string.Concat(Model, Suffix("p", Parameters), Suffix("f", Flops), Suffix("e", Parameters is null && Flops is null ? ErrorPercent : null), IsPaper ? "-paper" : "");

    /// <summary>The options of <c>rsdtr compress</c> that the row stands for, without those of images.</summary>
    public IEnumerable<string> Arguments =>
    [
        .. RelativeError is { } error ? (string[])["--method", "paper", "--relative-error", error.ToString(CultureInfo.InvariantCulture)]
            : [.. Limit("--max-parameters", Parameters), .. Limit("--max-flops", Flops)],
        .. Extra,
    ];

    private int? ErrorPercent => RelativeError is { } error ? (int)Math.Round(100 * error) : null;

    private static string Suffix(string letter, int? percent) => percent is { } value ? string.Create(CultureInfo.InvariantCulture, $"-{letter}{value}") : "";

    private static string[] Limit(string option, int? percent) =>
        percent is { } value ? [option, string.Create(CultureInfo.InvariantCulture, $"{value}%")] : [];
}
