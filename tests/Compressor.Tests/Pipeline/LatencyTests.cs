using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Latency;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Compression by time, for machines to reckon with by hand.</summary>
public sealed class LatencyTests
{
    [Fact]
    public void With_measured_times_the_product_of_loss_and_time_falls_and_never_is_it_slower()
    {
        CompressionResult blind = Compress(new CompressionOptions { Budget = Budgets.OfOptions("60%"), Objective = CompressionObjective.Flops }, Machine(block: 8));
        CompressionResult fast = Compress(new CompressionOptions { Budget = Budgets.OfOptions("60%") }, Machine(block: 8));
        Assert.Equal(("flops", "latency"), (blind.Report.Allocation!.Objective, fast.Report.Allocation!.Objective));
        LatencyReport latency = fast.Report.Allocation.Latency!;
        Assert.InRange(latency.AfterMs, 0, 0.97 * latency.BeforeMs);
        Assert.Equal(blind.Report.Allocation.Latency!.BeforeMs, latency.BeforeMs);
        double Product(CompressionResult result) => result.Report.Allocation!.Loss * result.Report.Allocation.Latency!.AfterMs;
        Assert.InRange(Product(fast), 0, Product(blind));
        Assert.True(fast.Report.After.Parameters <= fast.Report.Budget!.Parameters);
        Assert.True(fast.Report.Allocation.LossBound <= fast.Report.Allocation.Loss);
        Assert.Contains("objective=latency times=counting", Options(fast.Model!), StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_that_is_told_is_that_of_the_written_network()
    {
        CompressionResult result = Compress(new CompressionOptions { Budget = Budgets.OfOptions("50%") }, Machine());
        LatencyReport latency = result.Report.Allocation!.Latency!;
        Assert.Equal(NetworkLatency.Predict(result.Model!, Machine().Model).Milliseconds!.Value, latency.AfterMs, 1e-3 * latency.AfterMs);
        double layers = result.Report.Layers.Sum(layer => layer.MicrosecondsBefore!.Value - layer.MicrosecondsAfter!.Value);
        Assert.Equal(latency.BeforeMs - latency.AfterMs, layers / 1000, 1e-6 * latency.BeforeMs);
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(0)]
    public void With_the_whole_network_timed_the_layers_alone_make_the_difference(double rest)
    {
        CompressionResult plain = Compress(new CompressionOptions { Budget = Budgets.OfOptions("50%"), Objective = CompressionObjective.Size }, Machine());
        MachineTimes machine = Machine(rest: rest);
        CompressionResult timed = Compress(new CompressionOptions { Budget = Budgets.OfOptions("50%"), Objective = CompressionObjective.Size }, machine);
        LatencyReport before = plain.Report.Allocation!.Latency!, after = timed.Report.Allocation!.Latency!;
        Assert.Equal((false, true), (before.IsNetworkTimed, after.IsNetworkTimed));
        Assert.Equal(before.BeforeMs - before.AfterMs, after.BeforeMs - after.AfterMs, 1e-6 * before.BeforeMs);
        Assert.Equal(NetworkLatency.Predict(Network(), machine.Model).Milliseconds!.Value, after.BeforeMs, 1e-6 * after.BeforeMs);
        Assert.Equal(NetworkLatency.Predict(timed.Model!, machine.Model).Milliseconds!.Value, after.AfterMs, 1e-3 * after.AfterMs);
    }

    [Fact]
    public void Of_a_network_that_took_less_than_its_stages_a_limit_is_held_against_its_own_time()
    {
        // Three fifths of what the stages take by themselves.
        double stages = NetworkLatency.Predict(Network(), Machine(rest: 0).Model).Milliseconds!.Value;
        double whole = 0.6 * stages;
        MachineTimes machine = Machine(rest: 1000 * (whole - stages), share: 0.6);
        Assert.Equal(Verdict.PassedThrough, Limited(1.01 * whole, machine).Report.Verdict);

        CompressionResult met = Limited(0.8 * whole, machine);
        Assert.Empty(met.Diagnostics);
        LatencyReport latency = met.Report.Allocation!.Latency!;
        Assert.Equal(whole, latency.BeforeMs, 1e-6 * whole);
        Assert.InRange(latency.AfterMs, 0, 0.8 * whole);
        Assert.Equal(NetworkLatency.Predict(met.Model!, machine.Model).Milliseconds!.Value, latency.AfterMs, 1e-3 * latency.AfterMs);

        // What each layer saves by itself it saves a share of.
        double saved = met.Report.Layers.Sum(layer => layer.MicrosecondsBefore!.Value - layer.MicrosecondsAfter!.Value);
        Assert.Equal(0.6 * saved / 1000, latency.BeforeMs - latency.AfterMs, 1e-6 * whole);

        LeastFigure least = Limited(0.001, machine).Report.Allocation!.LeastNanoseconds!;
        Assert.InRange(least.Elsewhere, 0, least.Figure);
        Assert.Empty(Limited((least.Figure + 100) / 1e6, machine).Diagnostics);
    }

    [Fact]
    public void The_least_time_that_is_told_can_be_reached_and_no_less()
    {
        CompressionResult breached = Limited(0.001, Machine());
        Diagnostic diagnostic = Assert.Single(breached.Diagnostics);
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Error, Verdict.NotMet), (diagnostic.Descriptor.Id, diagnostic.Severity, breached.Report.Verdict));
        LeastFigure least = breached.Report.Allocation!.LeastNanoseconds!;
        Assert.Equal(least.Figure, least.Holders.Sum(holder => holder.Figure) + least.Elsewhere);

        CompressionResult met = Limited((least.Figure + 100) / 1e6, Machine());
        Assert.Empty(met.Diagnostics);
        Assert.Equal(least.Figure / 1e6, met.Report.Allocation!.Latency!.AfterMs, 1e-3);
        Assert.Equal("RSDTR2110", Assert.Single(Limited((least.Figure - 100) / 1e6, Machine()).Diagnostics).Descriptor.Id);
    }

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.5, 8)]
    public void Limits_that_can_only_be_met_one_without_the_other_are_told_with_that_on_time(double error, int block)
    {
        // The least of each. Within these errors what stores least is not what is fastest, and the nearest to both limits exceeds that on parameters.
        CompressionResult Within(params string[] limits) => Compress(new CompressionOptions { Budget = Budgets.OfFile(limits), RelativeError = error }, Machine(block: block));
        AllocationReport alone = Within(Limit(0.001)).Report.Allocation!;
        string parameters = FormattableString.Invariant($"\"parameters\": {alone.LeastParameters!.Figure}");
        string time = Limit((alone.LeastNanoseconds!.Figure + 100) / 1e6);
        Assert.Empty(Within(parameters).Diagnostics);
        Assert.Empty(Within(time).Diagnostics);
        string told = string.Join('\n', Within(parameters, time).Diagnostics.Select(diagnostic => diagnostic.Message));
        Assert.Contains("limits.parameters in devices/board.json and limits.latencyMs in devices/board.json together: ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_on_time_alone_is_met_with_little_loss_and_slack_passes_the_network_through()
    {
        double before = NetworkLatency.Predict(Network(), Machine().Model).Milliseconds!.Value;
        CompressionResult met = Limited(0.7 * before, Machine());
        Assert.Empty(met.Diagnostics);
        Assert.InRange(met.Report.Allocation!.Latency!.AfterMs, 0, 0.7 * before);
        Assert.Equal(0.7 * before, met.Report.Budget!.LatencyMs);
        Assert.Equal(Verdict.PassedThrough, Limited(1.01 * before, Machine()).Report.Verdict);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_network_that_is_passed_through_with_a_time_that_cannot_be_predicted_says_so(bool isEstimate, int warnings)
    {
        // Any height and width. Where nothing was measured on the board, a limit on time is not held anywhere.
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.AnySize(), new CompressionOptions { Budget = Budgets.OfFile(Limit(1)), Machine = Machine(isEstimate), Threads = 1 });
        Assert.Equal(Verdict.PassedThrough, result.Report.Verdict);
        Assert.Equal(warnings, result.Diagnostics.Count);
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(
            ("RSDTR2107", DiagnosticSeverity.Warning, 4), (diagnostic.Descriptor.Id, diagnostic.Severity, diagnostic.Line)));
    }

    [Fact]
    public void An_estimate_changes_nothing_but_where_a_limit_on_time_needs_it()
    {
        CompressionOptions half = new() { Budget = Budgets.OfOptions("50%") };
        CompressionResult unknown = Compress(half, null);
        CompressionResult estimated = Compress(half, Machine(isEstimate: true));
        Assert.Equal(unknown.Model!.Proto, estimated.Model!.Proto);
        Assert.Null(unknown.Report.Allocation!.Latency);
        Assert.True(estimated.Report.Allocation!.Latency!.IsEstimate);
        Assert.Equal("size", estimated.Report.Allocation.Objective);

        double before = estimated.Report.Allocation.Latency.BeforeMs;
        CompressionResult needed = Limited(0.6 * before, Machine(isEstimate: true));
        Assert.Empty(needed.Diagnostics);
        Assert.InRange(needed.Report.Allocation!.Latency!.AfterMs, 0, 0.6 * before);
    }

    [Fact]
    public void An_estimate_that_cannot_be_kept_is_a_warning_and_spoils_nothing()
    {
        string[] limits = ["\"parameters\": \"50%\"", "\"latencyMs\": { \"percentile\": 90, \"limit\": 0.001 }"];
        CompressionResult result = Compress(new CompressionOptions { Budget = Budgets.OfFile(limits) }, Machine(isEstimate: true));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Warning, 5), (diagnostic.Descriptor.Id, diagnostic.Severity, diagnostic.Line));
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        CompressionResult without = Compress(new CompressionOptions { Budget = Budgets.OfFile(limits[..1]) }, null);
        Assert.Equal(without.Report.Allocation!.Loss, result.Report.Allocation!.Loss, 1e-9);
    }

    [Theory]
    [InlineData(4, false, "RSDTR2110")]
    [InlineData(1, true, "RSDTR2110 RSDTR2113")]
    public void Times_of_other_threads_or_in_doubt_are_no_errors_and_spoil_nothing(int threads, bool isInDoubt, string codes)
    {
        string[] limits = ["\"parameters\": \"50%\"", "\"latencyMs\": { \"percentile\": 90, \"limit\": 0.001 }"];
        MachineTimes machine = Machine() with { AskedThreads = threads, File = "p.json", Doubts = isInDoubt ? [new ProfileDoubt("it is old", "make it anew")] : [] };
        CompressionResult result = Compress(new CompressionOptions { Budget = Budgets.OfFile(limits) }, machine);
        Assert.Equal(codes.Split(' '), result.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(DiagnosticSeverity.Warning, diagnostic.Severity));
        Assert.Equal(Verdict.Met, result.Report.Verdict);

        // Where they can be kept they are.
        double before = result.Report.Allocation!.Latency!.BeforeMs;
        LatencyReport followed = Limited(0.6 * before, machine).Report.Allocation!.Latency!;
        Assert.InRange(followed.AfterMs, 0, 0.6 * before);
    }

    [Fact]
    public void All_limits_and_the_file_are_met_at_once()
    {
        CompressionResult result = Compress(
            new CompressionOptions { Budget = Budgets.OfFile("\"parameters\": \"60%\"", "\"flops\": \"70%\"", "\"modelBytes\": \"75%\"") }, Machine(block: 8));
        Assert.Empty(result.Diagnostics);
        Assert.True(result.Report.After.Bytes <= result.Report.Budget!.ModelBytes);
        Assert.True(result.Report.Allocation!.Latency!.AfterMs <= 0.97 * result.Report.Allocation.Latency.BeforeMs);
    }

    [Fact]
    public void To_seek_speed_without_measured_times_is_refused()
    {
        CompressionOptions options = new() { Budget = Budgets.OfOptions("50%"), Objective = CompressionObjective.Latency };
        Assert.Equal("RSDTR3002", Assert.Throws<RsdtrException>(() => Compress(options, null)).Diagnostic.Descriptor.Id);
        Assert.Equal("RSDTR3002", Assert.Throws<RsdtrException>(() => Compress(options, Machine(isEstimate: true))).Diagnostic.Descriptor.Id);
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(4, false, false)]
    [InlineData(1, true, false)]
    [InlineData(1, false, true)]
    public void The_papers_method_follows_a_limit_on_time_also_where_it_need_not_be_met(int threads, bool isInDoubt, bool isEstimate)
    {
        MachineTimes machine = Machine(isEstimate) with { AskedThreads = threads, File = "p.json", Doubts = isInDoubt ? [new ProfileDoubt("it is old", "make it anew")] : [] };
        double before = NetworkLatency.Predict(Network(), machine.Model).Milliseconds!.Value;
        CompressionResult result = Compress(
            new CompressionOptions { Budget = Budgets.OfFile(Limit(0.8 * before)), Method = CompressionMethod.Paper }, machine);
        Assert.True(NetworkLatency.Predict(result.Model!, machine.Model).Milliseconds <= 0.8 * before);
    }

    [Fact]
    public void Times_that_choose_and_limit_nothing_are_doubted_by_nobody()
    {
        MachineTimes machine = Machine() with { File = "p.json", Doubts = [new ProfileDoubt("it is old", "make it anew")] };
        CompressionOptions options = new() { Budget = Budgets.OfOptions("50%"), Method = CompressionMethod.Paper };
        Assert.Empty(Compress(options, machine).Diagnostics);

        Diagnostic told = Assert.Single(Compress(options with { Method = CompressionMethod.Auto }, machine).Diagnostics);
        Assert.Equal((BudgetDiagnostics.TimesInDoubt, "p.json: it is old: make it anew."), (told.Descriptor, told.Message));
    }

    [Fact]
    public void The_papers_method_holds_a_limit_on_time()
    {
        double before = NetworkLatency.Predict(Network(), Machine().Model).Milliseconds!.Value;
        CompressionResult result = Compress(
            new CompressionOptions { Budget = Budgets.OfFile(Limit(0.8 * before)), Method = CompressionMethod.Paper }, Machine());
        Assert.Empty(result.Diagnostics);
        Assert.Contains(result.Report.Layers, layer => layer.Family == "ring");
    }

    private static CompressionResult Limited(double milliseconds, MachineTimes machine) =>
        Compress(new CompressionOptions { Budget = Budgets.OfFile(Limit(milliseconds)) }, machine);

    private static string Limit(double milliseconds) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {milliseconds}, \"threads\": 1 }}");

    private static CompressionResult Compress(CompressionOptions options, MachineTimes? machine) =>
        ModelCompressor.Compress(Network(), options with { Machine = machine, Threads = 1, AllowUnmet = true });

    private static string Options(OnnxModel model) => model.Proto.MetadataProps.Single(entry => entry.Key == ModelStamp.Options).Value;

    private static OnnxModel Network() => SmallNetworks.Residual();

    private static MachineTimes Machine(bool isEstimate = false, int block = 1, double? rest = null, double share = 1) => new(new ExactMachine(isEstimate, block, rest, share), 1);

    // As CountingMachine, but for its errors: what is predicted is so.
    private sealed class ExactMachine(bool isEstimate, int block, double? rest, double share) : ILatencyModel
    {
        private readonly CountingMachine _machine = new(isEstimate: isEstimate, block: block);

        public int Threads => 1;

        public bool IsEstimate => isEstimate;

        public string Source => _machine.Source;

        public double NodeMicroseconds => _machine.NodeMicroseconds;

        public double MebibyteMicroseconds => _machine.MebibyteMicroseconds;

        public bool FusesSums => false;

        public int ChannelBlock => block;

        public double? RestMicroseconds(string name) => rest;

        public double StageShare(string name) => share;

        public StagePrediction Predict(StageShape shape) => _machine.Predict(shape) with { RelativeError = 0 };
    }
}
