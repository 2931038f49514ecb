using System.Globalization;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A row of the performance table: what is compressed, how far, and how.</summary>
/// <param name="Model">The network, one of <see cref="PerformanceModels"/>.</param>
/// <param name="Parameters">The limit on parameters in percent of the original; null for none.</param>
/// <param name="Flops">The limit on FLOPs in percent of the original; null for none.</param>
internal sealed record PerformanceRow(string Model, int? Parameters, int? Flops)
{
    /// <summary>Whether the published method is run, and its cores also in its authors' layout.</summary>
    public bool IsPaper { get; init; }

    /// <summary>Further options of <c>rsdtr compress</c>.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>The least speed-up that is asked for; null where nothing is asked.</summary>
    public double? Bar { get; init; }

    /// <summary>The name for <c>--rows</c>, such as <c>resnet18-f50</c>.</summary>
    public string Name => string.Concat(Model, Suffix("p", Parameters), Suffix("f", Flops), IsPaper ? "-paper" : "");

    /// <summary>The options of <c>rsdtr compress</c> that the row stands for.</summary>
    public IEnumerable<string> Arguments =>
        [.. IsPaper ? (string[])["--method", "paper"] : [], .. Limit("--max-parameters", Parameters), .. Limit("--max-flops", Flops), .. Extra];

    private static string Suffix(string letter, int? percent) => percent is { } value ? string.Create(CultureInfo.InvariantCulture, $"-{letter}{value}") : "";

    private static string[] Limit(string option, int? percent) =>
        percent is { } value ? [option, string.Create(CultureInfo.InvariantCulture, $"{value}%")] : [];
}
