using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Gate;

public sealed class BudgetGateTests
{
    private static readonly CostFigures s_original = new(2000, 500_000, 1_000_000, 8400, 40_000);
    private static readonly CostFigures s_figures = new(1000, 250_000, 500_000, 4200, 32_000);
    private static readonly Receipt s_receipt = new(InputKinds.Images, 50, 0.125, new Dictionary<string, double> { ["logits"] = 0.125 }, 0.94, null, null);

    // The six limits, each a line of its own from line 4 on.
    private static readonly string[] s_met =
    [
        "\"parameters\": \"50%\"", "\"flops\": 500000", "\"modelBytes\": 4200", "\"peakActivationBytes\": \"80%\"", "\"maxOutputError\": 0.125", "\"minAgreement\": 0.94",
    ];

    [Fact]
    public void Figures_at_their_limits_are_inside() => Assert.Empty(Check(s_met));

    [Theory]
    [InlineData(0, "\"parameters\": 999", "RSDTR2101", "1,000 parameters > 999:", "compress it further")]
    [InlineData(0, "\"parameters\": \"49.95%\"", "RSDTR2101", "1,000 parameters > 999 (49.95% of 2,000):", "compress it further")]
    [InlineData(1, "\"flops\": 499999", "RSDTR2102", "500,000 FLOPs > 499,999:", "feed smaller images")]
    [InlineData(1, "\"flops\": \"25%\"", "RSDTR2102", "500,000 FLOPs > 250,000 (25% of 1,000,000):", "feed smaller images")]
    [InlineData(2, "\"modelBytes\": 4199", "RSDTR2103", "4,200 bytes of model file > 4,199:", "compress it further")]
    [InlineData(3, "\"peakActivationBytes\": \"79%\"", "RSDTR2104", "32,000 bytes of activations > 31,600 (79% of 40,000):", "feed smaller images")]
    [InlineData(4, "\"maxOutputError\": 0.1249", "RSDTR2105", "relative output error 0.1250 > 0.1249 on 50 images:", "allow more parameters or FLOPs")]
    [InlineData(5, "\"minAgreement\": 0.95", "RSDTR2106", "94.0 % of 50 predictions equal the original's < 95.0 %:", "allow more parameters or FLOPs")]
    public void Each_breach_has_its_code_and_points_at_its_line_with_figure_limit_and_remedy(
        int index, string limit, string code, string figures, string remedy)
    {
        string[] limits = [.. s_met];
        limits[index] = limit;
        Diagnostic diagnostic = Assert.Single(Check(limits));

        Assert.Equal((code, DiagnosticSeverity.Error), (diagnostic.Descriptor.Id, diagnostic.Severity));
        Assert.Equal(ExitCode.BudgetNotMet, diagnostic.Descriptor.ExitCode);
        Assert.Equal(("devices/board.json", 4 + index), (diagnostic.File, diagnostic.Line));
        Assert.StartsWith($"small.onnx: {figures} ", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, diagnostic.Message, StringComparison.Ordinal);
        string key = limit.Split('"')[1];
        Assert.Contains($"limits.{key} in devices/board.json", diagnostic.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', diagnostic.Message);
    }

    [Fact]
    public void All_breaches_are_told_at_once()
    {
        IReadOnlyList<Diagnostic> diagnostics = Check(
            "\"parameters\": 1", "\"flops\": 1", "\"modelBytes\": 1", "\"peakActivationBytes\": 1", "\"maxOutputError\": 0.001", "\"minAgreement\": 1");
        Assert.Equal(["RSDTR2101", "RSDTR2102", "RSDTR2103", "RSDTR2104", "RSDTR2105", "RSDTR2106"], diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
        Assert.Equal([4, 5, 6, 7, 8, 9], diagnostics.Select(diagnostic => diagnostic.Line));
    }

    [Fact]
    public void A_limit_from_an_option_replaces_the_files_and_points_at_the_model()
    {
        DeviceBudget file = Budgets.OfFile("\"parameters\": 5000", "\"flops\": 1000");
        DeviceBudget budget = file with { Limits = file.Limits.Override(Limit.OfCount(900), Limit.OfPercent(60)) };
        Diagnostic diagnostic = Assert.Single(BudgetGate.Check(s_figures, s_receipt, new ResolvedLimits(budget, s_original), "models/small.onnx"));
        Assert.Equal(("RSDTR2101", "models/small.onnx", 1), (diagnostic.Descriptor.Id, diagnostic.File, diagnostic.Line));
        Assert.Contains("raise --max-parameters (item metadata MaxParameters)", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_sent_to_edit_a_budget_that_came_with_the_program()
    {
        DeviceBudget file = Budgets.OfFile("\"parameters\": 999") with { SourcePath = Path.Combine(DeviceCatalog.BuiltInDirectory, "pi4.json") };
        Diagnostic diagnostic = Assert.Single(BudgetGate.Check(s_figures, s_receipt, new ResolvedLimits(file, s_original), "models/small.onnx"));
        Assert.Equal(file.SourcePath, diagnostic.File);
        Assert.EndsWith("raise limits.parameters in a copy of pi4.json in the project's folder devices.", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, "500,000 FLOPs > 50 (a count; a part of the original is written 50%): ")]
    [InlineData(101, "500,000 FLOPs > 101: ")]
    public void A_count_that_was_meant_for_a_percentage_is_told(int count, string expected) =>
        Assert.Contains(expected, Assert.Single(Check($"\"flops\": {count}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Limits_on_outputs_that_were_not_measured_on_images_warn()
    {
        Receipt noise = s_receipt with { Inputs = InputKinds.Synthetic, OutputError = 0.9, Agreement = 0.1 };
        foreach (Receipt? receipt in (Receipt?[])[noise, null])
        {
            IReadOnlyList<Diagnostic> diagnostics = BudgetGate.Check(s_figures, receipt, Limits(s_met), "small.onnx");
            Assert.Equal(["RSDTR2107", "RSDTR2107"], diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
            Assert.Equal([8, 9], diagnostics.Select(diagnostic => diagnostic.Line));
            Assert.All(diagnostics, diagnostic => Assert.Equal(DiagnosticSeverity.Warning, diagnostic.Severity));
            Assert.All(diagnostics, diagnostic => Assert.Contains("--calibration", diagnostic.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_output_that_cannot_be_compared_warns_unless_another_breaches()
    {
        Receipt unknown = s_receipt with { OutputError = null };
        Diagnostic diagnostic = Assert.Single(BudgetGate.Check(s_figures, unknown, Limits(s_met), "small.onnx"));
        Assert.Equal(("RSDTR2107", 8, DiagnosticSeverity.Warning), (diagnostic.Descriptor.Id, diagnostic.Line, diagnostic.Severity));
        Assert.Contains("bfloat16", diagnostic.Message, StringComparison.Ordinal);

        Receipt none = unknown with { OutputErrors = new Dictionary<string, double>() };
        Assert.Equal("RSDTR2107", Assert.Single(BudgetGate.Check(s_figures, none, Limits(s_met), "small.onnx")).Descriptor.Id);

        Receipt far = unknown with { OutputErrors = new Dictionary<string, double> { ["logits"] = 0.9 } };
        Assert.Equal("RSDTR2105", Assert.Single(BudgetGate.Check(s_figures, far, Limits(s_met), "small.onnx")).Descriptor.Id);
    }

    [Fact]
    public void Agreement_of_a_network_that_does_not_classify_warns()
    {
        Diagnostic diagnostic = Assert.Single(BudgetGate.Check(s_figures, s_receipt with { Agreement = null }, Limits(s_met), "small.onnx"));
        Assert.Equal(("RSDTR2107", 9), (diagnostic.Descriptor.Id, diagnostic.Line));
    }

    [Fact]
    public void A_percentage_of_an_unknown_original_warns()
    {
        IReadOnlyList<Diagnostic> diagnostics = BudgetGate.Check(s_figures, s_receipt, new ResolvedLimits(Budgets.OfFile(s_met), original: null), "small.onnx");
        Assert.Equal([("RSDTR2107", 4), ("RSDTR2107", 7)], diagnostics.Select(diagnostic => (diagnostic.Descriptor.Id, diagnostic.Line)));
        Assert.All(diagnostics, diagnostic => Assert.Contains("--against", diagnostic.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_figure_that_is_unknown_is_a_breach_of_its_limit()
    {
        CostFigures unknown = s_figures with { Macs = null, Flops = null };
        Diagnostic diagnostic = Assert.Single(BudgetGate.Check(unknown, s_receipt, Limits(s_met), "small.onnx"));
        Assert.Equal(("RSDTR2108", DiagnosticSeverity.Error, 5), (diagnostic.Descriptor.Id, diagnostic.Severity, diagnostic.Line));
        Assert.Contains("remove limits.flops in devices/board.json", diagnostic.Message, StringComparison.Ordinal);
        Assert.False(BudgetGate.IsInside(unknown, Limits(s_met)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_output_error_that_is_no_number_is_a_breach(double error) =>
        Assert.Equal("RSDTR2105", Assert.Single(BudgetGate.Check(s_figures, s_receipt with { OutputError = error }, Limits(s_met), "small.onnx")).Descriptor.Id);

    [Fact]
    public void What_is_inside_is_a_matter_of_size_and_work_alone()
    {
        ResolvedLimits limits = Limits(s_met);
        Assert.True(BudgetGate.IsInside(s_figures, limits));
        Assert.False(BudgetGate.IsInside(s_figures with { Parameters = 1001 }, limits));
        Assert.False(BudgetGate.IsInside(s_figures with { Flops = 500_001 }, limits));
        Assert.False(BudgetGate.IsInside(s_figures with { Bytes = 4201 }, limits));
        Assert.False(BudgetGate.IsInside(s_figures with { PeakActivationBytes = 32_001 }, limits));
    }

    [Fact]
    public void The_report_gives_percentages_as_counts()
    {
        BudgetReport report = Limits("\"parameters\": \"33.3%\"", "\"flops\": 123456", "\"maxOutputError\": 0.15").ToReport();
        Assert.Equal(new BudgetReport("board", 666, 123456, null, null, 0.15, null), report);
    }

    private static ResolvedLimits Limits(params IEnumerable<string> limits) => new(Budgets.OfFile(limits), s_original);

    private static IReadOnlyList<Diagnostic> Check(params IEnumerable<string> limits) =>
        BudgetGate.Check(s_figures, s_receipt, Limits(limits), "models/small.onnx");
}
