using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
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
