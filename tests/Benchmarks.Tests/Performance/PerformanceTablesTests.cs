using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Performance;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

public sealed class PerformanceTablesTests
{
    [Theory]
    [InlineData(1.5, "yes")]
    [InlineData(1.6, "yes")]
    [InlineData(1.7, "no")]
    public void A_line_has_the_ratios_of_the_hand_arithmetic(double bar, string met)
    {
        // Half the MACs in 1.6 times the speed: 80 %. 1,100 bytes for 250 numbers of 4 bytes. Loaded in half the time.
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        tables.Add(new RowRun(
            new PerformanceRow("resnet18", null, 50) { Bar = bar }, new ToolRun(0, 1, null, null), new ReportFigures(500, 2000, 2100),
            [new RowVariant("own", "compressed.onnx", new ReportFigures(250, 1000, 1100))],
            [(2, new PairedRun([Subject(p50: 8, speedUp: 1, load: 10), Subject(p50: 5, speedUp: 1.6, load: 5)], Throttled: null, ["a reason"]))]));
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Equal($"| resnet18-f50 | own | 2 | 60 | 8.00 | 5.00 | 2.00 | 1.60 | 1.50 to 1.70 | 80 | 1.10 | 0.50 | {bar:F2} | {met} |", lines[2]);
        Assert.Equal("- resnet18-f50, 2 threads: a reason", lines[^1]);
    }

    [Fact]
    public void A_row_without_a_network_says_why_and_names_no_folder()
    {
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        tables.Add(new RowRun(new PerformanceRow("espcn", 30, null), new ToolRun(3, 1, null, "/secret/models/a.onnx: error"), default, [], []));
        string text = tables.ToMarkdown();
        Assert.Contains("limits not met |", text, StringComparison.Ordinal);
        Assert.EndsWith("- espcn-p30: ../shared/models/a.onnx: error", text, StringComparison.Ordinal);
    }

    private static PairedSubject Subject(double p50, double speedUp, double load)
    {
        LatencyFigures figures = new() { Model = "m", Count = 60, WarmUpCount = 10, P50Ms = p50 };
        return new PairedSubject(
            figures,
            new LatencyComparison { Model = "d", Count = 60, WarmUpCount = 10, Speedup = speedUp, SpeedupLow = speedUp - 0.1, SpeedupHigh = speedUp + 0.1, Pairs = 12 },
            load);
    }
}
