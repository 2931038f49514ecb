using RsdtrEdge.Compressor.Locks;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Locks;

public sealed class LockCheckTests
{
    private const string File = "/p/rsdtr.lock.json";

    private static readonly LockedModel s_model = new("a.onnx", "pi4", "nets/a.onnx", new LockedInputs("1", "2", "3"), 1000, 2_000_000, 5000, 0.1)
    {
        Lines = new LockLines { Entry = 4, Parameters = 11, Flops = 12, ModelBytes = 13, OutputError = 14 },
    };

    private static readonly LockDocument s_lock = new("0.1.0", [s_model]);

    [Fact]
    public void Equal_and_smaller_figures_pass()
    {
        Assert.Empty(Check(s_model));
        Assert.Empty(Check(s_model with { Parameters = 999, Flops = 1_999_999, ModelBytes = 4999, OutputError = 0.05 }));
        Assert.Empty(Check(s_model with { Flops = null, OutputError = null }));
    }

    [Theory]
    [InlineData(1001, 2_000_000, 5000, 0.1, 11, "1,001 parameters > 1,000")]
    [InlineData(1000, 2_000_001, 5000, 0.1, 12, "2,000,001 FLOPs > 2,000,000")]
    [InlineData(1000, 2_000_000, 5001, 0.1, 13, "5,001 bytes of model file > 5,000")]
    [InlineData(1000, 2_000_000, 5000, 0.1011, 14, "relative output error 0.1011 > 0.1")]
    public void A_figure_that_grows_for_no_reason_is_an_error_of_its_line(long parameters, long flops, long bytes, double error, int line, string text)
    {
        Diagnostic grew = Assert.Single(Check(s_model with { Parameters = parameters, Flops = flops, ModelBytes = bytes, OutputError = error }));
        Assert.Equal((LockDiagnostics.FigureGrew, DiagnosticSeverity.Error, File, line), (grew.Descriptor, grew.Severity, grew.File, grew.Line));
        Assert.Contains(text, grew.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet build -t:RsdtrUpdateLock", grew.Message, StringComparison.Ordinal);
        Assert.Contains("rsdtr 0.1.0 then, 0.2.0 now", grew.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void What_depends_on_the_machine_that_timed_the_network_is_not_compared(bool wasTimed, bool isTimed)
    {
        LockDocument locked = new("0.1.0", [s_model with { IsTimed = wasTimed }]);
        LockedModel now = s_model with { IsTimed = isTimed, Flops = 3_000_000, ModelBytes = 5026 };
        Assert.Empty(Check(now, locked, isLockedMode: true));
        // What does not, is.
        Assert.Equal([11, 14], Check(now with { Parameters = 1001, OutputError = 0.2 }, locked).Select(grew => grew.Line));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_entry_knows_from_the_report_whether_the_network_was_timed(bool isTimed)
    {
        SpeedFigures figures = new(1.1, 1.0, 1.2, 9, 2, 1.8, false, []);
        SpeedGuaranteeReport guarantee = new()
        {
            Outcome = SpeedOutcome.FellBack,
            Threads = 1,
            Margin = 0.03,
            Before = figures,
            After = figures,
            FellBack = ["conv"],
            HeldByLimits = [],
        };
        CompressionReport report = new()
        {
            Source = new SourceReport("a.onnx", null),
            Tool = new ToolReport("rsdtr", "0.1.0", null, "auto", ""),
            Before = new CostFigures(2000, 2_000_000, 4_000_000, 9000, null),
            After = new CostFigures(1000, 1_000_000, 2_000_000, 5000, null),
            Layers = [],
            Canonicalization = [],
            Guarantee = isTimed ? guarantee : null,
            Verdict = Verdict.Met,
        };
        Assert.Equal(isTimed, LockedModel.Of("a.onnx", "nets/a.onnx", s_model.Inputs, report).IsTimed);
    }

    [Theory]
    [InlineData(0.1, 0.1009)]
    [InlineData(0.0, 0.000009)]
    public void An_error_may_grow_by_a_hundredth_and_below_what_is_rounding(double then, double now) =>
        Assert.Empty(Check(s_model with { OutputError = now }, new LockDocument("0.1.0", [s_model with { OutputError = then }])));

    [Theory]
    [InlineData("x", "2", "3", "the network changed")]
    [InlineData("1", "x", "3", "the budget or its times changed")]
    [InlineData("1", "2", "x", "an option or the images changed")]
    [InlineData("x", "x", "3", "the network and the budget or its times changed")]
    public void A_changed_input_explains_growth_and_puts_the_lock_out_of_date(string model, string budget, string options, string text)
    {
        LockedModel now = s_model with { Inputs = new LockedInputs(model, budget, options), Parameters = 1500 };
        Diagnostic warning = Assert.Single(Check(now));
        Assert.Equal((LockDiagnostics.OutOfDate, DiagnosticSeverity.Warning, File, 4), (warning.Descriptor, warning.Severity, warning.File, warning.Line));
        Assert.Contains(text, warning.Message, StringComparison.Ordinal);
        Assert.Contains("(parameters 1,000 -> 1,500)", warning.Message, StringComparison.Ordinal);
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(Check(now, isLockedMode: true)).Severity);
    }

    [Fact]
    public void A_new_network_and_a_new_budget_are_told()
    {
        Diagnostic network = Assert.Single(Check([s_model, s_model with { Name = "b.onnx" }], s_lock, _ => true, isLockedMode: false));
        Assert.Equal((LockDiagnostics.OutOfDate, DiagnosticSeverity.Warning, File, 1), (network.Descriptor, network.Severity, network.File, network.Line));
        Assert.StartsWith("b.onnx (pi4) is not in rsdtr.lock.json", network.Message, StringComparison.Ordinal);
        Assert.StartsWith("a.onnx is not in", Assert.Single(Check([s_model with { Budget = null }], s_lock, _ => true, false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_gone_where_its_source_is()
    {
        Assert.Empty(Check([], s_lock, _ => true, isLockedMode: true));
        Diagnostic gone = Assert.Single(Check([], s_lock, source => source != "nets/a.onnx", isLockedMode: true));
        Assert.Equal((LockDiagnostics.OutOfDate, DiagnosticSeverity.Error, 4), (gone.Descriptor, gone.Severity, gone.Line));
    }

    [Fact]
    public void In_locked_mode_a_lock_that_is_absent_is_an_error_of_the_project()
    {
        Diagnostic absent = Assert.Single(Check([s_model], locked: null, _ => true, isLockedMode: true));
        Assert.Equal((DiagnosticSeverity.Error, "/p/p.csproj", 1), (absent.Severity, absent.File, absent.Line));
    }

    [Fact]
    public void An_update_replaces_what_was_built_drops_what_is_gone_and_keeps_the_rest()
    {
        LockedModel other = s_model with { Budget = "pi5" };
        LockedModel gone = s_model with { Name = "c.onnx", Source = "nets/c.onnx" };
        LockedModel now = s_model with { Parameters = 7 };
        LockedModel added = s_model with { Name = "B.onnx" };
        LockDocument after = new LockDocument("0.1.0", [s_model, other, gone]).Update([now, added], "0.2.0", source => source == "nets/a.onnx");
        Assert.Equal("0.2.0", after.Tool);
        Assert.Equal([added, now, other], after.Models);
    }

    private static IReadOnlyList<Diagnostic> Check(LockedModel now, LockDocument? locked = null, bool isLockedMode = false) =>
        Check([now], locked ?? s_lock, _ => true, isLockedMode);

    private static IReadOnlyList<Diagnostic> Check(LockedModel[] built, LockDocument? locked, Func<string, bool> exists, bool isLockedMode) =>
        new LockCheck(File, "/p/p.csproj", "0.2.0", isLockedMode).Check(locked, built, exists);
}
