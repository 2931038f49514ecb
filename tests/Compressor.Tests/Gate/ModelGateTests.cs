using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Compressor.Tests.Gate;

public sealed class ModelGateTests
{
    private static readonly OnnxModel s_original = SmallNetworks.Residual();
    private static readonly OnnxModel s_compressed = ModelCompressor.Compress(
        s_original, new CompressionOptions { Budget = Budgets.OfOptions("60%"), Threads = 1 }).Model!;

    [Theory]
    [InlineData("60%", true)]
    [InlineData("30%", false)]
    public void A_compressed_network_knows_what_percentages_are_of(string parameters, bool isMet)
    {
        GateResult result = Check(s_compressed, original: null, Budgets.OfOptions(parameters));
        Assert.Equal(isMet, result.IsMet);
        Assert.Equal(isMet ? [] : ["RSDTR2101"], result.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
    }

    [Fact]
    public void A_network_of_unknown_origin_is_warned_about_unless_its_original_is_given()
    {
        Assert.Equal("RSDTR2107", Assert.Single(Check(s_original, original: null, Budgets.OfOptions("60%")).Diagnostics).Descriptor.Id);
        Assert.Equal("RSDTR2101", Assert.Single(Check(s_original, s_original, Budgets.OfOptions("60%")).Diagnostics).Descriptor.Id);
    }

    [Fact]
    public void Outputs_are_compared_where_data_and_original_are_given()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        NpyWriter.Save(data, ModelRunner.Noise(seed: 3, 5 * 3 * 16 * 16), 5, 3, 16, 16);
        DeviceBudget budget = Budgets.OfFile("\"maxOutputError\": 0.0001", "\"minAgreement\": 1");

        GateResult same = ModelGate.Check(s_original, s_original, budget, data, DataSourceOptions.Default);
        Assert.Empty(same.Diagnostics);
        Assert.Equal((5, 0.0, 1.0), (same.Receipt!.Images, same.Receipt.OutputError, same.Receipt.Agreement));

        GateResult compressed = ModelGate.Check(s_compressed, s_original, budget, data, DataSourceOptions.Default);
        Assert.Contains("RSDTR2105", compressed.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
        Assert.False(compressed.IsMet);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predicted_time_is_held_against_the_limit(bool isMet)
    {
        using TemporaryFolder folder = new();
        string profile = Profile(folder);

        // The very network was timed as a whole: 1.234 ms.
        DeviceBudget budget = Budgets.OfFile($"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {(isMet ? "1.24" : "1.23")}, \"threads\": 1 }}");
        GateResult result = ModelGate.Check(s_original, null, budget, null, DataSourceOptions.Default, profile);
        Assert.Equal(1.234, result.Latency!.Milliseconds, 9);
        Assert.Equal(("profile board.profile.json, 1 thread", false, true), (result.Latency.Source, result.Latency.IsEstimate, result.Latency.IsNetworkTimed));
        Assert.Equal(isMet, result.IsMet);
        if (!isMet)
        {
            Diagnostic breach = Assert.Single(result.Diagnostics);
            Assert.Equal(("RSDTR2110", DiagnosticSeverity.Error, "devices/board.json", 4), (breach.Descriptor.Id, breach.Severity, breach.File, breach.Line));
            Assert.Contains("1.234 ms > 1.23 ms", breach.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1.24", "RSDTR2107")]
    [InlineData("1.23", "RSDTR2110")]
    public void A_limit_for_other_threads_than_the_profiles_is_not_checked(string limit, string code)
    {
        using TemporaryFolder folder = new();
        DeviceBudget budget = Budgets.OfFile($"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {limit}, \"threads\": 4 }}");
        GateResult result = ModelGate.Check(s_original, null, budget, null, DataSourceOptions.Default, Profile(folder));
        Assert.True(result.IsMet);
        Assert.Equal(4, result.Latency!.MissingThreads);
        Diagnostic told = Assert.Single(result.Diagnostics);
        Assert.Equal((code, DiagnosticSeverity.Warning, 4), (told.Descriptor.Id, told.Severity, told.Line));
        Assert.Contains("1 thread", told.Message, StringComparison.Ordinal);
        Assert.Contains("4 threads", told.Message, StringComparison.Ordinal);
        Assert.Contains("rsdtr-edge profile --threads 4", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.24", true, true)]
    [InlineData("1.23", true, true)]
    [InlineData("1.24", false, false)]
    [InlineData("1.23", false, false)]
    [InlineData("1.23", true, false)]
    public void A_profile_in_doubt_is_told_and_its_breaches_only_warn(string limit, bool isThrottled, bool hasError)
    {
        using TemporaryFolder folder = new();
        string profile = Profile(folder, isThrottled, hasError);
        DeviceBudget budget = Budgets.OfFile($"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {limit}, \"threads\": 1 }}");
        GateResult result = ModelGate.Check(s_original, null, budget, null, DataSourceOptions.Default, profile);
        Assert.True(result.IsMet);
        Assert.All(result.Diagnostics, told => Assert.Equal(DiagnosticSeverity.Warning, told.Severity));
        string[] doubts = [.. Enumerable.Repeat("RSDTR2113", (isThrottled ? 1 : 0) + (hasError ? 0 : 1))];
        Assert.Equal(limit == "1.23" ? ["RSDTR2110", .. doubts] : doubts, result.Diagnostics.Select(told => told.Descriptor.Id));
        Diagnostic doubt = result.Diagnostics[^1];
        Assert.Equal((profile, 1), (doubt.File, doubt.Line));
        Assert.Contains(hasError ? "held back" : "40 of 5 or more sets of channels", doubt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_profile_time_is_an_estimate_and_its_breach_a_warning()
    {
        DeviceBudget budget = Budgets.OfFile("\"latencyMs\": { \"percentile\": 90, \"limit\": 0.000001, \"threads\": 1 }") with
        {
            Hardware = new Hardware { Cores = 4, ClockGHz = 1.5, SimdFloatsPerCycle = 8 },
        };
        GateResult result = Check(s_original, null, budget);
        Assert.True(result.IsMet);
        Assert.True(result.Latency!.IsEstimate);
        Assert.Equal(("RSDTR2110", DiagnosticSeverity.Warning), Assert.Single(result.Diagnostics.Select(breach => (breach.Descriptor.Id, breach.Severity))));
        Assert.Null(Check(s_original, null, Budgets.None).Latency);
    }

    [Fact]
    public void A_network_with_other_outputs_is_not_compared()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        NpyWriter.Save(data, ModelRunner.Noise(seed: 4, 3 * 16 * 16), 1, 3, 16, 16);
        OnnxModel other = new GraphBuilder().Input("image", "batch", 3, 16, 16).Conv(4, 3).Output("map").Build();
        RsdtrException exception = Assert.Throws<RsdtrException>(() => ModelGate.Check(other, s_original, Budgets.None, data, DataSourceOptions.Default));
        Assert.Equal(ToolDiagnostics.WrongUsage, exception.Diagnostic.Descriptor);
        Assert.Contains("map", exception.Message, StringComparison.Ordinal);
        Assert.Contains("logits", exception.Message, StringComparison.Ordinal);
    }

    // Of one thread: every stage 10 us, the network 1,234. Of too few stages nothing tells an error.
    private static string Profile(TemporaryFolder folder, bool? throttled = null, bool hasError = true)
    {
        string path = folder.File("board.profile.json");
        StageList list = StageShapes.ListOf(s_original);
        DeviceProfileFile.Write(path, new DeviceProfile
        {
            Board = "Board",
            OnnxRuntime = "1.30.0",
            MeasuredAt = DateTimeOffset.UnixEpoch,
            Throttled = throttled,
            Timings =
            [
                new ThreadTimings
                {
                    Threads = 1,
                    NodeMicroseconds = 1,
                    MebibyteMicroseconds = 100,
                    PredictionError = hasError ? 0.05 : null,
                    Stages = [.. list.Shapes.Take(hasError ? list.Shapes.Length : CrossValidation.LeastStages - 1).Select(stage => new StageTiming(stage, 10))],
                    Networks = [new NetworkTiming(list.Network!.Rest, 1234, list.Network.Stages)],
                },
            ],
        });
        return path;
    }

    private static GateResult Check(OnnxModel network, OnnxModel? original, DeviceBudget budget) =>
        ModelGate.Check(network, original, budget, calibration: null, DataSourceOptions.Default);
}
