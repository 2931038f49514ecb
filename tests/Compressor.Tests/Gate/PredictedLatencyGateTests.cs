using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Gate;

public sealed class PredictedLatencyGateTests
{
    private static readonly LeastFigure s_least = new(2_500_040, [new FigureHolder("conv1", 1_500_000, "it is depthwise"), new FigureHolder("conv2", 400_000, null)], 600_040);

    [Fact]
    public void A_measured_breach_is_an_error_with_the_least_and_its_holders()
    {
        Diagnostic diagnostic = Check(afterMs: 3, least: s_least, limit: 2)!;
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Error, "devices/board.json", 4), (diagnostic.Descriptor.Id, diagnostic.Severity, diagnostic.File, diagnostic.Line));
        Assert.Equal(
            "small.onnx: a predicted median of 3 ms > 2 ms at percentile 90 (profile p.json, 1 thread): no choice of ranks is sure to go below 2.5001 ms, the errors to expect counted in "
            + "('conv1' 1.5 ms, it is depthwise; 'conv2' 0.4 ms; elsewhere 0.6 ms): feed smaller images, take a smaller network, or raise limits.latencyMs in devices/board.json to at least 2.5001.",
            diagnostic.Message);
    }

    [Fact]
    public void Limits_that_can_only_be_met_alone_are_told() =>
        Assert.Contains("2.5001 ms can be reached, but no choice", Check(afterMs: 3.5, least: s_least, limit: 3)!.Message, StringComparison.Ordinal);

    [Fact]
    public void Layers_that_run_dense_again_are_what_keeps_a_limit_from_being_met()
    {
        Diagnostic diagnostic = PredictedLatencyGate.Check(
            Latency(3.5, false), true, s_least, Limits("\"latencyMs\": { \"percentile\": 90, \"limit\": 3 }"), "models/small.onnx", new RefutedTime(2, 3.25))!;
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Error), (diagnostic.Descriptor.Id, diagnostic.Severity));
        Assert.Contains("2.5001 ms were predicted to be reached, but 2 layers run dense", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("it was measured to take 3.25 ms: feed smaller images", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3.0, "1 layer runs dense", "it was measured to take 3 ms, inside the limit")]
    [InlineData(null, "could not be measured", "Compress again on an idle machine.")]
    public void A_refuted_prediction_breaks_no_build_where_the_measurement_does_not(double? measured, params string[] told)
    {
        Diagnostic diagnostic = PredictedLatencyGate.Check(
            Latency(3.5, false), true, s_least, Limits("\"latencyMs\": { \"percentile\": 90, \"limit\": 3 }"), "models/small.onnx", new RefutedTime(1, measured))!;
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Warning), (diagnostic.Descriptor.Id, diagnostic.Severity));
        Assert.All(told, text => Assert.Contains(text, diagnostic.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_estimated_breach_is_a_warning_that_calls_itself_an_estimate()
    {
        Diagnostic diagnostic = Check(afterMs: 3, least: s_least, limit: 2, isEstimate: true)!;
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Warning), (diagnostic.Descriptor.Id, diagnostic.Severity));
        Assert.Contains("an estimated 3 ms > 2 ms", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void At_the_limit_or_without_one_nothing_is_said(bool hasLimit) =>
        Assert.Null(hasLimit ? Check(afterMs: 2, least: null, limit: 2) : PredictedLatencyGate.Check(Latency(2, false), true, null, Limits(), "small.onnx"));

    [Theory]
    [InlineData(true, "RSDTR2107")]
    [InlineData(false, null)]
    public void With_a_profile_a_limit_that_cannot_be_predicted_is_a_warning(bool isMeasured, string? code)
    {
        Diagnostic? diagnostic = PredictedLatencyGate.Check(null, isMeasured, null, Limits("\"latencyMs\": { \"percentile\": 90, \"limit\": 2 }"), "small.onnx");
        Assert.Equal(code, diagnostic?.Descriptor.Id);
    }

    private static Diagnostic? Check(double afterMs, LeastFigure? least, double limit, bool isEstimate = false) => PredictedLatencyGate.Check(
        Latency(afterMs, isEstimate), !isEstimate, least, Limits($"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {limit} }}"), "models/small.onnx");

    private static PredictedLatency Latency(double milliseconds, bool isEstimate) =>
        new(milliseconds, isEstimate ? "estimate from cores, clock and memory, 1 thread" : "profile p.json, 1 thread", isEstimate);

    private static ResolvedLimits Limits(params string[] limits) => new(Budgets.OfFile(limits), null);
}
