using System.Collections.Immutable;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class BaselineComparisonTests
{
    // 32 blocks around a middle, spread over 4 %.
    private static readonly ImmutableArray<double> Middle = [.. Enumerable.Range(0, 32).Select(block => 10 * (0.98 + (0.04 * block / 31)))];

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.5, false)]
    [InlineData(1.04, false)] // beyond chance, but too small to matter
    [InlineData(1.06, true)]
    public void A_regression_is_beyond_chance_and_beyond_what_is_allowed(double factor, bool isRegression)
    {
        BaselineComparison comparison = BaselineComparison.Of(Report(blocks: Scaled(factor)), Report());
        Assert.Equal(factor, comparison.Change, 9);
        Assert.Equal(isRegression, comparison.IsRegression);
        Assert.False(comparison.IsPaired);
        Assert.Equal(factor > 1, comparison.Probability < BaselineComparison.Significance);
    }

    [Fact]
    public void A_large_change_that_may_be_chance_is_none()
    {
        // Half of the blocks took twice as long, in both.
        ImmutableArray<double> noisy = [.. Enumerable.Range(0, 32).Select(block => block % 2 == 0 ? 10.0 : 20.0)];
        BaselineComparison comparison = BaselineComparison.Of(Report(blocks: [.. noisy, 20, 20]), Report(blocks: noisy));
        Assert.Equal(2, comparison.Change);
        Assert.False(comparison.IsRegression);
    }

    [Fact]
    public void What_is_allowed_can_be_said()
    {
        Assert.True(BaselineComparison.Of(Report(blocks: Scaled(1.04)), Report(), allowed: 1.03).IsRegression);
        Assert.False(BaselineComparison.Of(Report(blocks: Scaled(1.9)), Report(), allowed: 2).IsRegression);
        Assert.Throws<ArgumentOutOfRangeException>(() => BaselineComparison.Of(Report(), Report(), allowed: 0.9));
    }

    [Fact]
    public void Against_the_same_model_both_times_ratios_are_compared_and_a_slower_machine_is_no_regression()
    {
        // Twice the times, but the other model took twice as long, too: the ratios are what they were.
        LatencyReport slower = Paired(Scaled(2), ratio: 3), before = Paired(Middle, ratio: 3);
        BaselineComparison comparison = BaselineComparison.Of(slower, before);
        Assert.True(comparison.IsPaired);
        Assert.Equal(1, comparison.Change, 9);
        Assert.False(comparison.IsRegression);
        // The other model was three times as slow, now twice: this one takes half as long again.
        BaselineComparison worse = BaselineComparison.Of(Paired(Middle, ratio: 2), before);
        Assert.Equal(1.5, worse.Change, 9);
        Assert.True(worse.IsRegression);
    }

    [Fact]
    public void Many_ratios_are_judged_by_the_medians_of_32_groups_of_neighbours()
    {
        // Each of 32 ratios 6,250 times over: 200,000, whose groups have those 32 as medians. They are 0.1 % apart, which 200,000 samples would find beyond chance and 32 do not.
        double[] before = [.. Middle.Select(block => 2 * block / 10)], now = [.. before.Select(ratio => ratio / 1.001)];
        BaselineComparison few = BaselineComparison.Of(Paired(now), Paired(before)), many = BaselineComparison.Of(Paired(Repeated(now)), Paired(Repeated(before)));
        Assert.Equal((few.Change, few.Probability, few.IsPaired), (many.Change, many.Probability, many.IsPaired));
        Assert.Equal(1.001, many.Change, 9);
        // The 0.1 % are less than the step from one of the 32 to the next: each is above as many as before and itself, U = 32 * 33 / 2 = 528. z = (528 - 512 - 0.5) / sqrt(1024 * 65 / 12) = 0.2081.
        Assert.Equal(0.4176, many.Probability, 0.0005);
        // Half as long again is a regression in any number.
        Assert.True(BaselineComparison.Of(Paired(Repeated([.. before.Select(ratio => ratio / 1.5)])), Paired(Repeated(before))).IsRegression);

        static double[] Repeated(double[] ratios) => [.. ratios.SelectMany(ratio => Enumerable.Repeat(ratio, 6250))];
    }

    [Fact]
    public void What_cannot_be_compared_is_told_by_its_code()
    {
        AssertUnusable("board", Report(), Report() with { Board = new BoardInfo { Model = "another" } });
        AssertUnusable("the governor of the baseline is powersave, here it is performance", Of(governor: "performance"), Of(governor: "powersave"));
        AssertUnusable("the power mode of the baseline is 15W, here it is MAXN", Of(powerMode: "MAXN"), Of(powerMode: "15W"));
        AssertUnusable("the power mode of the baseline is unknown, here it is MAXN", Of(powerMode: "MAXN"), Of());
        Assert.False(BaselineComparison.Of(Of("performance", "MAXN"), Of("performance", "MAXN")).IsRegression);
        AssertUnusable("threads", Report() with { Threads = 2 }, Report());
        AssertUnusable("execution provider", Report() with { Provider = "XnnpackExecutionProvider" }, Report());
        AssertUnusable("--against", Paired(Middle, 2), Report());
        AssertUnusable("7 blocks", Report(), Report(blocks: Middle[..7]));
        AssertUnusable("SHA-256 of the other model", Reference("ab"), Reference("cd"));
        Assert.True(BaselineComparison.Of(Reference("ab"), Reference("ab")).IsPaired);
        // A report from before there was a hash.
        Assert.True(BaselineComparison.Of(Reference("ab"), Reference(null)).IsPaired);
        AssertUnusable("the input shape of the baseline is [1,3,320,320], here it is [1,3,224,224]", Shaped(224), Shaped(320));
        Assert.False(BaselineComparison.Of(Shaped(224), Shaped(224)).IsRegression);
        AssertUnusable("the input shape of the other model of the baseline is [1,3,320,320], here it is [1,3,224,224]", BesideShaped(224), BesideShaped(320));
        // Reports from before there was a shape.
        Assert.False(BaselineComparison.Of(Shaped(224), Report()).IsRegression);
        Assert.True(BaselineComparison.Of(BesideShaped(224), Reference("ab")).IsPaired);
        LatencyReport isVoid = Report() with { VoidReasons = ["it was hot"] };
        AssertUnusable("it was hot", Report(), isVoid);
        Assert.False(BaselineComparison.Of(Report(), isVoid, allowsVoid: true).IsRegression);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": null, \"onnxRuntime\": \"1\" }")]
    [InlineData("{ \"schema\": 2, \"model\": null, \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": \"1\" }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": null }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": \"1\", \"blockMs\": null }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": \"1\", \"voidReasons\": [null] }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": { \"clocks\": [null] }, \"onnxRuntime\": \"1\" }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": { \"cooling\": [{ \"state\": 1 }] }, \"onnxRuntime\": \"1\" }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": \"1\", \"conditions\": { \"before\": null } }")]
    [InlineData("{ \"schema\": 2, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": \"1\", \"against\": { \"model\": null, \"count\": 1, \"warmUpCount\": 1, \"speedup\": 1, \"pairs\": 1 } }")]
    [InlineData("{ \"schema\": 99, \"model\": \"m\", \"count\": 1, \"warmUpCount\": 1, \"board\": {}, \"onnxRuntime\": \"1\" }")]
    [InlineData(null)]
    public void A_file_that_is_no_report_is_told_by_its_code(string? text)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("old.json");
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        RsdtrException exception = Assert.Throws<RsdtrException>(() => LatencyReportJson.Load(path));
        Assert.Equal((RuntimeDiagnostics.BaselineUnusable, path), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
    }

    [Fact]
    public void A_report_of_the_first_version_is_read_with_what_it_lacks_unknown()
    {
        LatencyReport report = LatencyReportJson.Read(
            "{ \"schema\": 1, \"model\": \"m\", \"count\": 100, \"warmUpCount\": 10, \"p50Ms\": 3, \"board\": { \"model\": \"a\", \"temperatures\": [] }, \"onnxRuntime\": \"1.30.0\", \"void\": false, \"voidReasons\": [] }");
        Assert.Null(report.Conditions);
        Assert.Empty(report.BlockMs);
        AssertUnusable("0 blocks", Report() with { Board = new BoardInfo { Model = "a" } }, report);
    }

    private static void AssertUnusable(string word, LatencyReport report, LatencyReport baseline)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => BaselineComparison.Of(report, baseline, file: "old.json"));
        Assert.Equal((RuntimeDiagnostics.BaselineUnusable, "old.json"), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
        Assert.Contains(word, exception.Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<double> Scaled(double factor) => [.. Middle.Select(block => block * factor)];

    private static LatencyReport Report(ImmutableArray<double>? blocks = null) => new()
    {
        Model = "m.onnx",
        Count = 320,
        WarmUpCount = 16,
        Board = new BoardInfo { Model = "a board", Cpu = "Cortex-A72" },
        OnnxRuntime = "1.30.0",
        BlockMs = blocks ?? Middle,
    };

    private static LatencyReport Of(string? governor = null, string? powerMode = null)
    {
        LatencyReport report = Report();
        return report with { Board = report.Board with { Governor = governor, PowerMode = powerMode } };
    }

    private static LatencyReport Reference(string? hash)
    {
        LatencyReport report = Paired(Middle, 2);
        return report with { Against = report.Against! with { Sha256 = hash } };
    }

    private static LatencyReport Shaped(long side) => Report() with { InputShape = [1, 3, side, side] };

    private static LatencyReport BesideShaped(long side)
    {
        LatencyReport report = Reference("ab");
        return report with { Against = report.Against! with { InputShape = [1, 3, side, side] } };
    }

    private static LatencyReport Paired(ImmutableArray<double> blocks, double ratio) => Report(blocks) with { Against = Against(Middle.Select(block => ratio * block / 10)) };

    private static LatencyReport Paired(IEnumerable<double> ratios) => Report() with { Against = Against(ratios) };

    private static LatencyComparison Against(IEnumerable<double> ratios) =>
        LatencyComparison.From(new LatencyFigures { Model = "other.onnx", Count = 320, WarmUpCount = 16 }, ratios);
}
