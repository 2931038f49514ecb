using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Latency;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Pipeline.SpeedGuarantee;

/// <summary>The promise of speed in a whole compression.</summary>
public sealed class GuaranteedCompressionTests
{
    [Fact]
    public void A_slower_network_runs_dense_from_what_it_stores()
    {
        OnnxModel source = SmallNetworks.Residual();
        CompressionResult plain = ModelCompressor.Compress(source, Options(Budgets.OfOptions("50%")) with { SpeedGuaranteeThreads = null });
        CompressionResult result = Compress(source, Budgets.OfOptions("50%"), new FakeMeasurement(nodeMs: 1));

        SpeedGuaranteeReport guarantee = result.Report.Guarantee!;
        Assert.Equal((SpeedOutcome.FellBack, 1d), (guarantee.Outcome, guarantee.After.Speedup));
        Assert.True(result.MeetsBudget);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(plain.Report.After.Parameters, result.Report.After.Parameters);
        Assert.Equal(result.Report.Before.Flops, result.Report.After.Flops);
        Assert.Equal(plain.Report.Layers.Where(layer => layer.Plan.Contains('|', StringComparison.Ordinal)).Select(layer => layer.Name), guarantee.FellBack);
        Assert.All(result.Report.Layers, layer => Assert.DoesNotContain('|', layer.Plan));
        Assert.Equal(result.Report.After.Macs, ModelCost.Measure(result.Model!).Macs);
        Assert.Equal(result.Report.After.Macs, result.Report.Layers.Sum(layer => layer.Macs));
        Assert.Equal(plain.Report.Receipt!.OutputError!.Value, result.Report.Receipt!.OutputError!.Value, 1e-3);
        Assert.Contains("speed-guarantee-threads=1", result.Report.Tool.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_is_the_one_that_was_measured()
    {
        FakeMeasurement machine = new(nodeMs: 1);
        CompressionResult result = Compress(SmallNetworks.Residual(), Budgets.OfOptions("50%"), machine);
        Assert.Same(machine.Compared[^1].Compressed, result.Model);
    }

    [Fact]
    public void A_limit_on_flops_goes_before_the_speed()
    {
        CompressionResult result = Compress(SmallNetworks.Residual(), Budgets.OfOptions("50%", "50%"), new FakeMeasurement(nodeMs: 1));
        Assert.True(result.MeetsBudget);
        Assert.InRange(result.Report.After.Flops!.Value, 1, result.Report.Budget!.Flops!.Value);
        Assert.Equal(SpeedOutcome.Slower, result.Report.Guarantee!.Outcome);
        Assert.NotEmpty(result.Report.Guarantee.HeldByLimits);
        Diagnostic warning = Assert.Single(result.Diagnostics);
        Assert.Equal((BudgetDiagnostics.SlowerThanOriginal, DiagnosticSeverity.Warning), (warning.Descriptor, warning.Severity));
    }

    [Theory]
    [InlineData(true, 1e6, 0, DiagnosticSeverity.Error)]
    [InlineData(true, 1e-6, 0, DiagnosticSeverity.Warning)]
    [InlineData(true, 1e6, 99, null)]
    [InlineData(false, 1e6, 0, null)]
    public void A_prediction_that_the_measurement_refutes_keeps_no_chain(bool isThisMachine, double nodeMs, int voidCount, DiagnosticSeverity? breach)
    {
        // Chains are predicted to be faster, which the limit asks for, and measured to be slower.
        OnnxModel source = SmallNetworks.Residual();
        MachineTimes machine = new(new CountingMachine(isEstimate: false), AskedThreads: 1) { IsThisMachine = isThisMachine };
        double before = NetworkLatency.Predict(source, machine.Model).Milliseconds!.Value;
        DeviceBudget budget = Budgets.OfFile(FormattableString.Invariant($"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {0.7 * before}, \"threads\": 1 }}"));
        CompressionOptions options = Options(budget) with { Machine = machine, AllowUnmet = true };
        CompressionResult result = ModelCompressor.Compress(source, options, null, new FakeMeasurement(nodeMs) { VoidCount = voidCount }, default);
        SpeedGuaranteeReport guarantee = result.Report.Guarantee!;
        Diagnostic told = Assert.Single(result.Diagnostics);
        if (breach is not null)
        {
            Assert.Equal((SpeedOutcome.FellBack, 1d), (guarantee.Outcome, guarantee.After.Speedup));
            // What was measured is beyond the limit, or inside.
            Assert.Equal((BudgetDiagnostics.PredictedLatencyExceeded, breach), (told.Descriptor, told.Severity));
            Assert.Contains("run dense, because with the chains the network was measured to be slower", told.Message, StringComparison.Ordinal);
        }
        else
        {
            // Of another machine the measurement here says nothing, nor does one that other programs disturbed: the limit holds.
            Assert.Equal(SpeedOutcome.Slower, guarantee.Outcome);
            Assert.Equal((BudgetDiagnostics.SlowerThanOriginal, DiagnosticSeverity.Warning), (told.Descriptor, told.Severity));
            Assert.EndsWith("raise limits.latencyMs in devices/board.json.", told.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_threads_that_are_asked_for_are_those_of_the_measurement(int threads)
    {
        // A profile of one thread alone: this machine can be measured with any number.
        CompressionOptions options = Options(Budgets.OfOptions("60%")) with
        {
            SpeedGuaranteeThreads = null,
            Machine = new MachineTimes(new CountingMachine(isEstimate: false), threads) { IsThisMachine = true },
        };
        Assert.Equal(threads, ModelCompressor.Compress(SmallNetworks.Residual(), options, null, new FakeMeasurement(macMs: 1), default).Report.Guarantee!.Threads);
    }

    [Fact]
    public void Without_being_asked_for_nothing_is_measured_or_said()
    {
        FakeMeasurement machine = new(nodeMs: 1);
        CompressionOptions options = Options(Budgets.OfOptions("50%")) with { SpeedGuaranteeThreads = null };
        CompressionResult result = ModelCompressor.Compress(SmallNetworks.Residual(), options, null, machine, default);
        Assert.Null(result.Report.Guarantee);
        Assert.Empty(machine.Compared);
        Assert.DoesNotContain("guarantee", ReportFile.ToJson(result.Report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, CompressionMethod.Auto, null, true)]
    [InlineData(true, CompressionMethod.Auto, CompressionObjective.Size, false)]
    [InlineData(true, CompressionMethod.Paper, null, false)]
    [InlineData(true, CompressionMethod.Paper, CompressionObjective.Latency, true)]
    [InlineData(false, CompressionMethod.Auto, null, false)]
    public void Choices_for_the_times_of_this_very_machine_are_held_against_it(
        bool isThisMachine, CompressionMethod method, CompressionObjective? objective, bool isMeasured)
    {
        CompressionOptions options = Options(Budgets.OfOptions("60%")) with
        {
            SpeedGuaranteeThreads = null,
            Method = method,
            Objective = objective,
            Machine = new MachineTimes(new CountingMachine(isEstimate: false), AskedThreads: 1) { IsThisMachine = isThisMachine },
        };
        CompressionResult result = ModelCompressor.Compress(SmallNetworks.Residual(), options, null, new FakeMeasurement(nodeMs: 1), default);
        Assert.Equal(isMeasured, result.Report.Guarantee is not null);
        // Where a measurement had a say in the result, the network says so.
        Assert.Equal(isMeasured, result.Report.Tool.Options.Contains("speed-guarantee-threads=1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_says_what_happened()
    {
        string json = ReportFile.ToJson(Compress(SmallNetworks.Residual(), Budgets.OfOptions("50%"), new FakeMeasurement(nodeMs: 1)).Report);
        Assert.Contains("\"guarantee\": {\n    \"outcome\": \"fellBack\",\n    \"threads\": 1,", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void This_machine_measures_as_well(int threads)
    {
        CompressionOptions options = Options(Budgets.OfOptions("60%")) with { SpeedGuaranteeThreads = threads, SpeedGuaranteeTime = TimeSpan.FromMilliseconds(50) };
        SpeedGuaranteeReport guarantee = ModelCompressor.Compress(SmallNetworks.Perceptron(), options).Report.Guarantee!;
        Assert.Equal(threads, guarantee.Threads);
        Assert.True(guarantee.After is { Pairs: >= 8, Speedup: > 0, OriginalMs: > 0, CompressedMs: > 0 });
    }

    [Fact]
    public void Less_than_a_thread_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => ModelCompressor.Compress(SmallNetworks.Residual(), Options(Budgets.None) with { SpeedGuaranteeThreads = 0 }));

    private static CompressionOptions Options(DeviceBudget budget) => new() { Budget = budget, Threads = 1, SpeedGuaranteeThreads = 1 };

    private static CompressionResult Compress(OnnxModel source, DeviceBudget budget, FakeMeasurement machine) =>
        ModelCompressor.Compress(source, Options(budget), null, machine, default);
}
