using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class LayerLatencyTests
{
    private const double Node = 1000;

    [Fact]
    public void A_layer_and_what_may_take_its_place()
    {
        // 8x8 positions, 4 to 6 channels.
        LayerLatency layer = Of(new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(6, 3, pads: 1).Output("y").Build());
        Assert.Equal(Node + (64 * 4 * 6 * 9), layer.Dense.Microseconds);
        Assert.Equal(0.3, layer.Dense.RelativeError, 9);

        // Ci 3 x 4 x 2 = 24, jT 3 x 2 x 6 = 36 MACs a position; errors of 0.3 and 0.1, weighed by time.
        PredictedTime chain = layer.Of(ChainLayout.Parse("Ci|jT"), [2]);
        Assert.Equal((2 * Node) + (64 * (24 + 36)), chain.Microseconds);
        Assert.Equal(((0.3 * (Node + (64 * 24))) + (0.1 * (Node + (64 * 36)))) / chain.Microseconds, chain.RelativeError, 9);

        RingRanks ranks = new(2, 3, 2, 5);
        ConvolutionSize size = new(6, 4, 3, 3, 8, 8, 8, 8);
        Assert.Equal((4 * Node) + ConvolutionCost.RingMacs(size, ranks), layer.Of(ranks, ChainCuts.All).Microseconds);
        Assert.Equal((2 * Node) + ConvolutionCost.RingMacs(size, ranks, ChainCuts.AfterRows), layer.Of(ranks, ChainCuts.AfterRows).Microseconds);
    }

    [Fact]
    public void Factors_take_the_time_of_their_stages()
    {
        LayerLatency layer = Of(new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(6, 3, pads: 1).Output("y").Build());
        RingFactors ring = SeededFactors.Ring(new KernelShape(6, 4, 3, 3), new RingRanks(2, 3, 2, 5), seed: 1, ChainCuts.AfterColumns);
        Assert.Equal(layer.Of(ring.Ring.Ranks, ChainCuts.AfterColumns), layer.Of(ring));
    }

    [Fact]
    public void Merged_factors_take_the_time_of_the_dense_layer()
    {
        LayerLatency layer = Of(new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(6, 3, pads: 1).Output("y").Build());
        Assert.Equal(layer.Dense, layer.Of(SeededFactors.Chain(new KernelShape(6, 4, 3, 3), ChainLayout.Parse("C|ij|T"), [2, 3], seed: 1).ToDense()));
        LayerLatency matrix = Of(new GraphBuilder().Input("x", 3, 20).Gemm(20, 10).Output("y").Build());
        Assert.Equal(matrix.Dense, matrix.Of(SeededFactors.Pair(10, 20, rank: 2, seed: 2).ToDense()));
    }

    [Fact]
    public void All_nodes_of_a_shared_weight_count()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(4, 3, pads: 1, name: "a").MaxPool(2, 2);
        OnnxModel model = graph.Node("Conv", [graph.Last, "a.weight"], null, NodeBuilder.Ints("pads", 1, 1, 1, 1)).Output("y").Build();
        Assert.Equal((2 * Node) + ((64 + 16) * 144), Of(model).Dense.Microseconds);
    }

    [Fact]
    public void Grouped_and_fully_connected_layers_have_times()
    {
        Assert.Equal(Node + (64 * 4 * 9), Of(new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(4, 3, pads: 1, group: 4).Output("y").Build()).Dense.Microseconds);
        LayerLatency matrix = Of(new GraphBuilder().Input("x", 3, 20).Gemm(20, 10).Output("y").Build());
        Assert.Equal(Node + (3 * 200), matrix.Dense.Microseconds);
        Assert.Equal((2 * Node) + (3 * 2 * 30), matrix.Of(ChainLayout.Pair, [2]).Microseconds);
    }

    [Fact]
    public void Unknown_sizes_have_no_time()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 3, "height", "width").Conv(4, 3).Output("y").Build();
        Assert.Null(LayerLatency.Of(Layers(model)[0], new CountingMachine()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_candidate_is_predicted_to_run_is_what_the_rewritten_network_runs(int branches)
    {
        for (ChainCuts cuts = ChainCuts.None; cuts <= ChainCuts.All; cuts++)
        {
            RingFactors ring = SeededFactors.Ring(new KernelShape(6, 4, 3, 5), new RingRanks(2, branches, 5, 7), seed: 1, cuts);
            AssertSameStages(machine => LayerLatency.Of(Layers(Strided())[0], machine)!.Of(ring), ring);
        }

        foreach (ChainLayout layout in ChainLayout.Spatial)
        {
            ChainFactors chain = SeededFactors.Chain(new KernelShape(6, 4, 3, 5), layout, [.. new[] { 5, 7, 8 }.Take(layout.StageCount - 1)], seed: 2);
            for (int merges = 0; merges < 1 << (layout.StageCount - 1); merges++)
            {
                ChainFactors planned = chain.WithMerges((ChainMerges)merges);
                AssertSameStages(machine => LayerLatency.Of(Layers(Strided())[0], machine)!.Of(planned), planned);
            }
        }

        foreach (int filters in (int[])[1, 2, 3])
        {
            BranchFactors factors = SeededFactors.Branches(new KernelShape(6, 4, 3, 5), new BranchSize(branches * 8, filters), seed: 3);
            AssertSameStages(machine => LayerLatency.Of(Layers(Strided())[0], machine)!.Of(factors), factors);
            factors = SeededFactors.Branches(new KernelShape(6, 4, 3, 5), new BranchSize(branches, filters), seed: 3);
            AssertSameStages(machine => LayerLatency.Of(Layers(Strided())[0], machine)!.Of(factors), factors);
        }
    }

    [Fact]
    public void Filters_that_run_one_by_one_are_joined()
    {
        // 8x8 positions: C 4 x 8, twice 8 filters of 9, T 16 x 6; five nodes with the join, which reads and writes 16 channels.
        LayerLatency layer = Of(new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(6, 3, pads: 1).Output("y").Build());
        const int Join = 2 * 16 * 64 * sizeof(float);
        Assert.Equal((5 * Node) + (64 * (32 + 144 + 96)) + Join, layer.Of(new BranchSize(8, 2), ChainCuts.AfterChannels | ChainCuts.AfterColumns).Microseconds);
        Assert.Equal(layer.Dense, layer.Of(new BranchSize(8, 2), ChainCuts.None));
    }

    private static OnnxModel Strided() =>
        new GraphBuilder().Input("x", 1, 4, 17, 19).Conv(6, 3, kernelWidth: 5, stride: 2, dilation: 2, pads: 3).Output("y").Build();

    private static void AssertSameStages(Action<CountingMachine> predictCandidate, FactorizedKernel factors)
    {
        CountingMachine candidate = new();
        predictCandidate(candidate);
        candidate.Asked.RemoveAt(0);
        OnnxModel rewritten = Strided();
        ConvolutionRewriter.Rewrite(rewritten.Graph, "conv1.weight", factors);
        CountingMachine network = new();
        _ = NetworkLatency.Predict(rewritten, network);
        Assert.Equal(candidate.Asked, network.Asked);
    }

    private static LayerLatency Of(OnnxModel model) => LayerLatency.Of(Assert.Single(Layers(model)), new CountingMachine())!;

    private static IReadOnlyList<NetworkLayer> Layers(OnnxModel model) =>
        LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
}
