using RsdtrEdge.Benchmarks.Performance;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

public sealed class PerformanceTablesTests
{
    [Theory]
    [InlineData(1.5, false, "yes")]
    [InlineData(1.6, false, "yes")]
    [InlineData(1.7, false, "no")]
    [InlineData(1.5, true, "-")]
    public void A_line_has_the_ratios_of_the_hand_arithmetic(double bar, bool isVoid, string met)
    {
        // Half the MACs in 1.6 times the speed: 80 %. 1,100 bytes for 250 numbers of 4 bytes, of 5,126 allowed. Loaded in half the time. 5.5 ms predicted for 5: 10 %.
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        tables.Add(Runs.Of(new PerformanceRow("resnet18", null, 50) { Bar = bar }, threads: 2, predictedMs: 5.5, isVoid: isVoid));
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Equal($"| resnet18-f50 | own | 2 | 60 | 8.00 | 5.00 | 5.50 | 10.0 | 2.00 | 1.60 | 1.50 to 1.70 | 80 | - | 1.10 yes | 0.50 yes | {bar:F2} | {met} |", lines[2]);
        Assert.Equal(isVoid ? "- resnet18-f50, 2 threads: a reason" : "Median error of the predicted times of whole networks, 2 threads: 10.0 % of 1, with its sign 10.0 %.", lines[^1]);
    }

    [Fact]
    public void The_median_error_is_told_with_and_without_its_sign()
    {
        // 5 ms measured; errors of -30, -10 and 20 %.
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        foreach (double predicted in (double[])[3.5, 4.5, 6])
        {
            tables.Add(Runs.Of(new PerformanceRow("resnet18", null, 50) { Bar = 1.5 }, threads: 2, predictedMs: predicted));
        }

        Assert.Contains("Median error of the predicted times of whole networks, 2 threads: 20.0 % of 3, with its sign -10.0 %.", tables.ToMarkdown().Split('\n'));
    }

    [Fact]
    public void The_authors_layout_is_compared_in_pairs()
    {
        // 8 / 2 = 4 ms against 8 / 0.8 = 10 ms, in each round.
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        tables.Add(Runs.Of(new PerformanceRow("resnet56", null, 50) { RelativeError = 0.5 }, speedUp: 2, load: 1.4, bytes: 6000, authorsSpeedUp: 0.8));
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Contains("| resnet56-f50-paper | own | 1 | 60 | 8.00 | 4.00 | - | - | 2.00 | 2.00 | 1.90 to 2.10 | 100 | 2.50 | 6.00 no | 1.40 no | - | - |", lines);
        Assert.Contains("| resnet56-f50-paper | authors' | 1 | 60 | 8.00 | 10.00 | - | - | 2.00 | 0.80 | 0.70 to 0.90 | 40 | - | 6.00 no | 1.00 yes | - | - |", lines);
    }

    [Fact]
    public void Loss_and_speed_stand_side_by_side()
    {
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        PerformanceRow row = PerformanceRows.All.Single(row => row.Name == "resnet20-p50-f50");
        tables.Add(Runs.Of(row, speedUp: 1.3) with { Accuracy = new TopOne(0.81, 0.79) });
        Assert.Contains("| resnet20-p50-f50 | 1 | 1024 | 81.00 | 79.00 | 2.00 | 2.2 | yes | 1.30 | 1.35 | no |", tables.ToMarkdown().Split('\n'));
    }

    [Fact]
    public void A_row_without_a_network_says_why_and_names_no_folder()
    {
        PerformanceTables tables = new(TextWriter.Null, "/secret");
        tables.Add(Runs.Without(new PerformanceRow("espcn", 30, null), 3, "/secret/models/a.onnx: error"));
        string text = tables.ToMarkdown();
        Assert.Contains("limits not feasible |", text, StringComparison.Ordinal);
        Assert.EndsWith("- espcn-p30, 1 thread: ../shared/models/a.onnx: error", text, StringComparison.Ordinal);
    }
}
