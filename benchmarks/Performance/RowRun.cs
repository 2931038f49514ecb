using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Compressor.Latency;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A row, compressed for a number of threads and measured with it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Threads">The threads of an operator.</param>
/// <param name="Tool">The run of the tool.</param>
/// <param name="Original">What the original stores and computes.</param>
/// <param name="Variants">The compressed network, and the authors' layout of it where the row asks for it; none where the tool wrote no network.</param>
/// <param name="Measurement">The original in its canonical form, then the variants; null where there is no network.</param>
internal sealed record RowRun(
    PerformanceRow Row, int Threads, ToolRun Tool, ReportFigures Original, IReadOnlyList<RowVariant> Variants, PairedRun? Measurement)
{
    // What the tool ends with where a network cannot go as far as the limits ask.
    private const int BudgetNotMet = 3;

    /// <summary>Whether the network cannot be made as small as the row asks: no choice of ranks is within the limits.</summary>
    public bool IsInfeasible => Tool.ExitCode == BudgetNotMet;

    /// <summary>Whether something speaks against the measured times.</summary>
    public bool IsVoid => Measurement is { VoidReasons.Length: > 0 };

    /// <summary>The accuracy, where the row asks for it.</summary>
    public TopOne? Accuracy { get; init; }

    /// <summary>The figures of each variant; none where there is no network.</summary>
    public IReadOnlyList<VariantFigures> Figures => [.. Variants.Select((_, variant) => new VariantFigures(this, variant))];

    /// <summary>A row that came to nothing.</summary>
    /// <param name="row">The row.</param>
    /// <param name="threads">The threads of an operator.</param>
    /// <param name="reason">Why.</param>
    public static RowRun Failed(PerformanceRow row, int threads, string reason) =>
        new(row, threads, new ToolRun(ExitCode: -1, Seconds: 0, PeakBytes: null, reason), default, [], Measurement: null);

    /// <summary>What is told of the row in notes and bars: its name and its threads.</summary>
    public string Name => $"{Row.Name}, {ThreadText.Of(Threads)}";
}
