using RsdtrEdge.Benchmarks.Performance;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

public sealed class PerformanceBarsTests
{
    private static readonly PerformanceRow s_cell = new("resnet20", 80, null) { Bar = 0.98, IsMatrix = true };

    [Theory]
    [InlineData(2.0, true, true)]
    [InlineData(1.8, false, true)]
    [InlineData(1.6, false, false)]
    public void A_row_has_a_bar_for_its_speed_and_one_for_its_efficiency(double speedUp, bool isFast, bool isEfficient)
    {
        // Half of the FLOPs: 1.8 of 2 is 0.9, 1.6 is 0.8.
        RowRun run = Runs.Of(new PerformanceRow("resnet18", null, 50) { Bar = 1.85, EfficiencyBar = 0.85 }, speedUp: speedUp);
        Assert.Equal(isFast, Bar([run], "resnet18-f50, 1 thread: speed-up").IsMet);
        Assert.Equal(isEfficient, Bar([run], "resnet18-f50, 1 thread: speed-up over FLOP reduction").IsMet);
    }

    [Fact]
    public void One_slower_network_spoils_the_matrix_and_one_that_is_not_feasible_does_not()
    {
        RowRun fast = Runs.Of(s_cell, speedUp: 0.98);
        RowRun infeasible = Runs.Without(s_cell with { Parameters = 30 }, 3, "error");
        BarOutcome good = Bar([fast, infeasible], "never slower");
        Assert.Equal(("1 of 1; the least is 0.98 (resnet20-p80, 1 thread); limits not feasible in 1 more", true), (good.Found, good.IsMet));
        BarOutcome slow = Bar([fast, Runs.Of(s_cell with { Parameters = 50 }, speedUp: 0.97)], "never slower");
        Assert.Equal(("1 of 2; the least is 0.97 (resnet20-p50, 1 thread)", false), (slow.Found, slow.IsMet));
        Assert.False(Bar([fast, Runs.Without(s_cell, 1, "error")], "never slower").IsMet);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(0.5)]
    public void A_void_measurement_meets_no_bar_of_time_and_misses_none(double speedUp)
    {
        RowRun run = Runs.Of(new PerformanceRow("resnet18", null, 50) { Bar = 1.85, EfficiencyBar = 0.85, RelativeError = 0.5 }, speedUp: speedUp, predictedMs: 1, authorsSpeedUp: 1, isVoid: true);
        BarOutcome bar = Bar([run], "resnet18-f50-paper, 1 thread: speed-up");
        Assert.Equal(($"{speedUp:F2}, void", null), (bar.Found, bar.IsMet));
        Assert.Null(Bar([run], "resnet18-f50-paper, 1 thread: speed-up over FLOP reduction").IsMet);
        Assert.Null(Bar([run], "resnet18-f50-paper, 1 thread: faster than the authors' layout").IsMet);
        Assert.Empty(NetworkErrors.Of([run]));

        BarOutcome cells = Bar([Runs.Of(s_cell), Runs.Of(s_cell with { Parameters = 50 }, speedUp: speedUp, isVoid: true)], "never slower");
        Assert.Equal(("1 of 1; the least is 1.60 (resnet20-p80, 1 thread); 1 more are void", null), (cells.Found, cells.IsMet));
        Assert.False(Bar([Runs.Of(s_cell, speedUp: 0.97), Runs.Of(s_cell, isVoid: true)], "never slower").IsMet);
    }

    [Fact]
    public void A_row_that_failed_does_not_meet_its_bar()
    {
        BarOutcome bar = Bar([Runs.Without(new PerformanceRow("vgg16", null, 33) { Bar = 2.7 }, 137, null)], "vgg16-f33");
        Assert.Equal(("failed", false), (bar.Found, bar.IsMet));
    }

    [Theory]
    [InlineData(0.8, true)]
    [InlineData(1.0, true)]
    [InlineData(1.25, false)]
    public void The_same_cores_are_held_against_the_authors_layout(double authors, bool isMet)
    {
        // 1.6 / 0.8 = 2, 1.6 / 1 = 1.6, 1.6 / 1.25 = 1.28.
        RowRun run = Runs.Of(new PerformanceRow("resnet18", null, 50) { RelativeError = 0.5 }, authorsSpeedUp: authors);
        Assert.Equal(isMet, Bar([run], "resnet18-f50-paper, 1 thread: faster than the authors' layout").IsMet);
    }

    [Fact]
    public void Predictions_are_judged_by_the_medians_of_layers_and_of_networks()
    {
        // Of 5 ms: 4 % below, 10 % above, 60 % above.
        RowRun[] runs = [Runs.Of(s_cell, predictedMs: 4.8), Runs.Of(s_cell, predictedMs: 5.5), Runs.Of(s_cell, predictedMs: 8), Runs.Of(s_cell, threads: 2, predictedMs: 6)];
        Assert.Equal([(1, 3), (2, 1)], NetworkErrors.Of(runs).Select(errors => (errors.Threads, errors.Count)));
        Assert.Equal(0.1, NetworkErrors.Of(runs).First().Absolute, 1e-12);
        // Of an even number all of one sign, the two medians differ in their sign alone: 4 and 60 % below, 32 % between them.
        NetworkErrors below = Assert.Single(NetworkErrors.Of([Runs.Of(s_cell, predictedMs: 4.8), Runs.Of(s_cell, predictedMs: 2)]));
        Assert.Equal(0.32, below.Absolute, 1e-12);
        Assert.Equal(-0.32, below.Signed, 1e-12);
        Assert.Equal("20.0 %", Bar(runs, "whole networks with 2 threads").Found);
        ThreadTimings timings = new() { Threads = 1, Stages = [], NodeMicroseconds = 1, MebibyteMicroseconds = 1, PredictionError = 0.16 };
        Assert.False(Bar(runs, "layers with 1 thread", timings).IsMet);
        Assert.True(Bar(runs, "layers with 1 thread", timings with { PredictionError = 0.15 }).IsMet);
        Assert.Null(Bar(runs, "layers with 1 thread", timings with { PredictionError = null }).IsMet);
    }

    [Theory]
    [InlineData(5126, 1.3, true, true)]
    [InlineData(5127, 1.31, false, false)]
    public void Files_and_loads_are_judged_by_the_worst(long bytes, double load, bool isSmall, bool isQuick)
    {
        // 250 numbers: 1,000 bytes, 3 % more, and 2 KB for each of two layers.
        RowRun[] runs = [Runs.Of(s_cell), Runs.Of(s_cell, bytes: bytes, load: load)];
        Assert.Equal(isSmall, Bar(runs, "size of the files").IsMet);
        Assert.Equal(isQuick, Bar(runs, "time to load").IsMet);
    }

    [Theory]
    [InlineData(0.788, true)]
    [InlineData(0.7878, false)]
    public void The_loss_has_the_bar_of_the_accuracy_table(double top1, bool isMet)
    {
        PerformanceRow row = PerformanceRows.All.Single(row => row.Name == "resnet20-p50-f50");
        Assert.Equal(isMet, Bar([Runs.Of(row) with { Accuracy = new TopOne(0.81, top1) }], "resnet20-p50-f50, 1 thread: points").IsMet);
    }

    private static BarOutcome Bar(IReadOnlyList<RowRun> runs, string what, params IReadOnlyList<ThreadTimings> timings) =>
        PerformanceBars.Of(runs, timings).First(bar => bar.What.StartsWith(what, StringComparison.Ordinal));
}
