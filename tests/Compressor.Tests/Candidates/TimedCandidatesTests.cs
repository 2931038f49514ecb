using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Latency;

namespace RsdtrEdge.Compressor.Tests.Candidates;

/// <summary>Candidates weighed by time, on a machine where a node costs 1000 and a MAC 1.</summary>
public sealed class TimedCandidatesTests
{
    [Fact]
    public void Dense_from_stored_cores_is_a_candidate_where_chains_are_slow()
    {
        // One position: dense takes 1000 + 1296, two stages cost 2000 before they compute.
        NetworkLayer layer = Layer(channels: 12, size: 1);
        LayerLatency latency = LayerLatency.Of(layer, new CountingMachine())!;
        IReadOnlyList<LayerCandidate> timed = Find(layer, new CandidateTimes(latency, false, true, 1));
        IReadOnlyList<LayerCandidate> plain = Find(layer, CandidateTimes.None);
        Assert.Contains(timed, candidate => !candidate.IsDense && PlanOf(candidate, layer) == "CijT" && candidate.Parameters < layer.Parameters);
        Assert.DoesNotContain(plain, candidate => !candidate.IsDense && PlanOf(candidate, layer) == "CijT");
        Assert.Equal(latency.Dense.Microseconds, timed[0].Microseconds);
        Assert.All(timed.Skip(1), candidate => Assert.Equal(latency.Of(candidate.Recipe!.Shell(layer.Shape!.Value)).Microseconds, candidate.Microseconds));
        Assert.All(plain, candidate => Assert.Null(candidate.Microseconds));
    }

    [Fact]
    public void What_is_beaten_in_all_but_time_is_kept_and_what_is_beaten_in_all_is_not()
    {
        NetworkLayer layer = Layer(channels: 16, size: 8);
        CandidateTimes times = new(LayerLatency.Of(layer, new CountingMachine(block: 8)), false, true, 8);
        IReadOnlyList<LayerCandidate> timed = Find(layer, times);
        foreach (LayerCandidate candidate in timed)
        {
            Assert.DoesNotContain(timed, other => !ReferenceEquals(other, candidate) && other.Dominates(candidate, byTime: true) && other.Microseconds < candidate.Microseconds);
        }

        // All that counts without times is still matched.
        Assert.All(Find(layer, CandidateTimes.None), plain => Assert.Contains(timed, candidate => candidate.Dominates(plain)));
        Assert.Contains(timed, candidate => timed.Any(other => !ReferenceEquals(other, candidate) && other.Dominates(candidate)));
    }

    [Fact]
    public void Noted_times_change_no_candidate()
    {
        NetworkLayer layer = Layer(channels: 12, size: 8);
        IReadOnlyList<LayerCandidate> noted = Find(layer, new CandidateTimes(LayerLatency.Of(layer, new CountingMachine()), false, false, 8));
        Assert.Equal(Figures(Find(layer, CandidateTimes.None)), Figures(noted));
        Assert.All(noted, candidate => Assert.True(candidate.Microseconds > 0));
    }

    [Fact]
    public void What_was_not_timed_must_be_faster_by_its_error()
    {
        // The stub is wrong by a tenth for each row of the kernel.
        NetworkLayer layer = Layer(channels: 12, size: 8);
        LayerLatency latency = LayerLatency.Of(layer, new CountingMachine())!;
        CandidateTimes times = new(latency, true, true, 1);
        Assert.Equal(1.3 * latency.Dense.Microseconds, times.Dense!.Value, 1e-6);
        PredictedTime chain = latency.Of(ChainLayout.Parse("Ci|jT"), [4]);
        Assert.Equal(chain.Microseconds * (1 + chain.RelativeError), times.Of(ChainLayout.Parse("Ci|jT"), [4])!.Value, 1e-6);
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(16, 2)]
    public void Wide_layers_have_the_widths_that_fill_blocks(int block, int expected)
    {
        // 384 channels: steps of 6, of whose multiples every eighth is one of 16.
        NetworkLayer layer = Layer(channels: 384, size: 1, kernel: 1);
        CandidateTimes times = new(LayerLatency.Of(layer, new CountingMachine()), false, true, block);
        int[] widths = [.. Find(layer, times).Where(candidate => !candidate.IsDense).Select(candidate => ((ChainFactors)candidate.Recipe!.Shell(layer.Shape!.Value)).Ranks[0])];
        Assert.All(widths, width => Assert.Equal(0, width % expected));
        Assert.Equal(block > 1, widths.Contains(16));
        Assert.Contains(6, widths);
    }

    private static (long, long?, double)[] Figures(IReadOnlyList<LayerCandidate> candidates) =>
        [.. candidates.Select(candidate => (candidate.Parameters, candidate.Macs, candidate.RelativeError))];

    private static string PlanOf(LayerCandidate candidate, NetworkLayer layer) => candidate.Recipe!.Shell(layer.Shape!.Value).Plan;

    private static IReadOnlyList<LayerCandidate> Find(NetworkLayer layer, CandidateTimes times) =>
        SeededLayers.Find(layer, times: times);

    private static NetworkLayer Layer(int channels, int size, int kernel = 3)
    {
        OnnxModel model = new GraphBuilder(seed: 4).Input("x", 1, channels, size, size).Conv(channels, kernel, pads: kernel / 2).Output("y").Build();
        return Assert.Single(LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 })));
    }
}
