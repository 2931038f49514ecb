using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Performance;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

/// <summary>Rows with figures that nobody measured.</summary>
internal static class Runs
{
    /// <summary>A row of 1,000 of 2,000 MACs that ran in 8 / <paramref name="speedUp"/> of 8 ms.</summary>
    public static RowRun Of(
        PerformanceRow row, int threads = 1, double speedUp = 1.6, double load = 0.5, long bytes = 1100, double? predictedMs = null, double? authorsSpeedUp = null, bool isVoid = false)
    {
        List<RowVariant> variants = [new("own", "compressed.onnx", new ReportFigures(250, 1000, bytes, 2), predictedMs)];
        List<PairedSubject> subjects = [Subject(1, load: 10), Subject(speedUp, load: 10 * load)];
        if (authorsSpeedUp is { } authors)
        {
            variants.Add(new("authors'", "authors.onnx", new ReportFigures(250, 1000, bytes, 2), null));
            subjects.Add(Subject(authors, load: 10));
        }

        return new RowRun(row, threads, new ToolRun(0, 1, null, null), new ReportFigures(500, 2000, 2100, 2), variants, new PairedRun(subjects, Throttled: null, isVoid ? ["a reason"] : []));
    }

    /// <summary>A row that the tool gave up.</summary>
    public static RowRun Without(PerformanceRow row, int exitCode, string? error) => new(row, 1, new ToolRun(exitCode, 1, null, error), default, [], null);

    private static PairedSubject Subject(double speedUp, double load)
    {
        double p50 = 8 / speedUp;
        LatencyFigures figures = new() { Model = "m", Count = 60, WarmUpCount = 10, P50Ms = p50 };
        return new PairedSubject(
            figures,
            new LatencyComparison { Model = "d", Count = 60, WarmUpCount = 10, Speedup = speedUp, SpeedupLow = speedUp - 0.1, SpeedupHigh = speedUp + 0.1, Pairs = 12 },
            load)
        {
            // Rounds of the same drift for all: the ratios stay.
            Blocks = [p50, 2 * p50, 3 * p50],
        };
    }
}
