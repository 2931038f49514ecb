using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Latency;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>The published method's cores, run by plans chosen for machines on which every stage takes the same time.</summary>
public sealed class FastestPlansTests
{
    [Fact]
    public void Where_each_stage_costs_the_same_the_cores_run_dense_and_stay_as_they_are()
    {
        CompressionReport published = Compress(Budgets.None, objective: null, new StageMachine());
        CompressionReport fastest = Compress(Budgets.None, CompressionObjective.Latency, new StageMachine());
        Assert.Equal(published.Layers.Select(Stored), fastest.Layers.Select(Stored));
        Assert.All(Rings(published), layer => Assert.Equal("C|i|j|T", layer.Plan));
        Assert.All(Rings(fastest), layer => Assert.DoesNotContain('|', layer.Plan));
        Assert.Equal(fastest.Before.Macs, fastest.After.Macs);
        Assert.Equal(published.After.Parameters, fastest.After.Parameters);
        Assert.Equal(published.Receipt!.OutputError!.Value, fastest.Receipt!.OutputError!.Value, 1e-3);
        Assert.Contains("objective=latency", fastest.Tool.Options, StringComparison.Ordinal);
        Assert.DoesNotContain("objective", published.Tool.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_was_not_measured_counts_with_its_error()
    {
        // One 3x3 stage of six times the time against two of one each.
        CompressionReport report = Compress(Budgets.None, CompressionObjective.Latency, new StageMachine(squareError: 5));
        Assert.All(Rings(report), layer => Assert.Equal("Ci|jT", layer.Plan));
    }

    [Fact]
    public void The_limits_go_before_the_time()
    {
        // At this error the stages compute less than the dense layers.
        CompressionReport published = Compress(Budgets.None, objective: null, new StageMachine(), error: 0.9);
        long limit = published.After.Flops!.Value;
        Assert.True(limit < published.Before.Flops);
        CompressionReport fastest = Compress(Budgets.OfOptions(null, $"{limit}"), CompressionObjective.Latency, new StageMachine(), error: 0.9);
        Assert.Equal(Verdict.Met, fastest.Verdict);
        Assert.InRange(fastest.After.Flops!.Value, 1, limit);
        Assert.Equal(published.After.Parameters, fastest.After.Parameters);
        Assert.Contains(Rings(fastest), layer => layer.Plan.Contains('|', StringComparison.Ordinal));
    }

    [Fact]
    public void A_stage_more_must_be_worth_its_node()
    {
        // Each stage counts with its error: 0.3 where its kernel is three high, else 0.1.
        // Of the 9 MACs a position of 1 to 1 channels nothing is saved that pays for a node.
        AssertFastest(ChainCuts.None, channels: 1, size: 4, new RingRanks(1, 1, 1, 1));

        // 64 positions: two stages of 1000 + 64 x 64 and one of 1000 + 64 x 9 take 1.1 x 10192 + 1.3 x 1576 = 13260; the last one in two, of 1192 each, 14072.
        AssertFastest(ChainCuts.AfterChannels | ChainCuts.AfterColumns, channels: 64, size: 8, new RingRanks(1, 1, 1, 1));

        // 256 positions: 1.1 x 34768 + 1.3 x 3304 = 42540, in four stages 1.1 x 36536 + 1.3 x 1768 = 42488; and all the more at higher ranks.
        AssertFastest(ChainCuts.All, channels: 64, size: 16, new RingRanks(1, 1, 1, 1));
        AssertFastest(ChainCuts.All, channels: 64, size: 16, new RingRanks(8, 1, 8, 8));
    }

    private static void AssertFastest(ChainCuts expected, int channels, int size, RingRanks ranks)
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, channels, size, size).Conv(channels, 3, pads: 1).Output("y").Build();
        NetworkLayer layer = Assert.Single(LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 })));
        LayerLatency latency = LayerLatency.Of(layer, new CountingMachine())!;
        Assert.Equal(expected, FastestPlans.FasterPlans(With(ChainCuts.AfterRows), latency)[0].Cuts);
        Assert.Empty(FastestPlans.FasterPlans(With(expected), latency));

        LayerDecision With(ChainCuts cuts) => new(layer, SeededFactors.Ring(new KernelShape(channels, channels, 3, 3), ranks, seed: 1, cuts), 0, null);
    }

    private static (string, string, long) Stored(LayerReport layer) => (layer.Family, string.Join(',', layer.Ranks), layer.Parameters);

    private static LayerReport[] Rings(CompressionReport report)
    {
        LayerReport[] rings = [.. report.Layers.Where(layer => layer.Family == "ring")];
        Assert.NotEmpty(rings);
        return rings;
    }

    private static CompressionReport Compress(DeviceBudget budget, CompressionObjective? objective, ILatencyModel machine, double error = 0.5) => ModelCompressor.Compress(
        SmallNetworks.Residual(),
        new CompressionOptions
        {
            Budget = budget,
            Method = CompressionMethod.Paper,
            RelativeError = error,
            Objective = objective,
            Machine = new MachineTimes(machine, AskedThreads: 1),
            Threads = 1,
        }).Report;

    private sealed class StageMachine(double squareError = 0) : ILatencyModel
    {
        public int Threads => 1;

        public bool IsEstimate => false;

        public string Source => "stages";

        public double NodeMicroseconds => 1;

        public double MebibyteMicroseconds => 1;

        public bool FusesSums => false;

        public int ChannelBlock => 1;

        public StagePrediction Predict(StageShape shape) =>
            new(1000, shape is { KernelHeight: > 1, KernelWidth: > 1 } ? squareError : 0, PredictionKind.Interpolated);
    }
}
