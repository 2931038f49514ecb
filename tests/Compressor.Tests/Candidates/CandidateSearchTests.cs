using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using static RsdtrEdge.Compressor.Tests.Candidates.SeededLayers;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Candidates;

public sealed class CandidateSearchTests
{
    public static TheoryData<KernelShape> Shapes =>
        [new(16, 12, 3, 3), new(7, 5, 1, 3), new(6, 4, 2, 5), new(1, 13, 3, 3), new(3, 2, 7, 7), new(24, 18, 1, 1), new(1, 9, 1, 1), new(1, 1, 1, 1)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Dense_comes_first_and_the_error_rises_from_there(KernelShape shape)
    {
        NetworkLayer layer = Layer(shape);
        IReadOnlyList<LayerCandidate> candidates = Find(layer);
        Assert.True(candidates[0].IsDense);
        Assert.Equal((shape.Size, layer.Macs, 0), (candidates[0].Parameters, candidates[0].Macs, candidates[0].RelativeError));
        Assert.All(candidates.Skip(1), candidate => Assert.False(candidate.IsDense));
        Assert.Equal(candidates.Select(candidate => candidate.RelativeError).Order(), candidates.Select(candidate => candidate.RelativeError));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_candidate_is_beaten_by_another(KernelShape shape)
    {
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(shape));
        for (int i = 0; i < candidates.Count; i++)
        {
            for (int j = 0; j < candidates.Count; j++)
            {
                Assert.True(i == j || !candidates[i].Dominates(candidates[j]), $"{candidates[i]} beats {candidates[j]}.");
            }
        }
    }

    [Theory]
    [InlineData(8, 576)]
    [InlineData(576, 8)]
    [InlineData(10, 1280)]
    public void A_matrix_much_wider_than_high_has_pairs_of_every_rank_that_saves(int outputs, int inputs)
    {
        // r (T + C) < T C: 7 of 8, and 9 of 10.
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(new KernelShape(outputs, inputs, 1, 1), Kind.Noise));
        Assert.Equal(
            Enumerable.Range(1, Math.Min(outputs, inputs) - 1).Select(rank => (long)rank * (outputs + inputs)),
            candidates.Skip(1).Select(candidate => candidate.Parameters).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void No_candidate_loses_more_than_is_allowed(double largestError)
    {
        foreach (KernelShape shape in (KernelShape[])[new(16, 12, 3, 3), new(24, 18, 1, 1)])
        {
            IReadOnlyList<LayerCandidate> all = Find(Layer(shape));
            IReadOnlyList<LayerCandidate> allowed = Find(Layer(shape), largestError);
            Assert.All(allowed, candidate => Assert.InRange(candidate.RelativeError, 0, largestError));
            Assert.Contains(all, candidate => candidate.RelativeError > largestError);
            Assert.True(allowed[0].IsDense);
        }
    }

    [Fact]
    public void Without_an_error_nothing_but_dense_is_left() =>
        Assert.True(Assert.Single(Find(Layer(new KernelShape(16, 12, 3, 3), Kind.Noise), 0)).IsDense);

    [Fact]
    public void A_trained_kernel_gets_rings_of_fewer_parameters_and_of_fewer_macs()
    {
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(new KernelShape(16, 12, 3, 3)), 0.5);
        Assert.Contains(candidates, candidate => candidate.Parameters < candidates[0].Parameters);
        Assert.Contains(candidates, candidate => candidate.Macs < candidates[0].Macs);
    }

    [Fact]
    public void Pairs_go_up_to_the_rank_that_still_saves_parameters()
    {
        // r (24 + 18) < 24 x 18 = 432 up to rank 10: 420. Noise loses more with every rank less.
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(new KernelShape(24, 18, 1, 1), Kind.Noise));
        Assert.Equal([432, .. Enumerable.Range(1, 10).Reverse().Select(rank => rank * 42L)], candidates.Select(candidate => candidate.Parameters));
    }

    [Fact]
    public void A_shared_weight_costs_the_macs_of_all_its_convolutions()
    {
        KernelShape shape = new(24, 18, 1, 1);
        NetworkLayer one = Layer(shape);
        NetworkLayer two = Layer(shape, copies: 2);
        Assert.Equal(
            Find(one).Select(candidate => 2 * candidate.Macs),
            Find(two).Select(candidate => candidate.Macs));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Where_sizes_are_unknown_so_are_macs(KernelShape shape)
    {
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(shape, copies: 0));
        Assert.All(candidates, candidate => Assert.Null(candidate.Macs));
        // Then only parameters and error count: each candidate with more error has fewer parameters.
        Assert.Equal(candidates.Select(candidate => candidate.Parameters).OrderDescending(), candidates.Select(candidate => candidate.Parameters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_height_and_width_are_open_nothing_computes_more_than_the_dense_layer(int stride)
    {
        OnnxModel model = new GraphBuilder(seed: 4).Input("x", 1, 16, "height", "width").Conv(16, 3, stride: stride, pads: 1).Output("y").Build();
        NetworkLayer layer = Assert.Single(LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 })));
        Assert.Null(layer.Sizes);
        FittingTarget target = FittingTarget.Of(layer.Shape!.Value, layer.Kernel, ChannelMoment.Identity);
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(layer, target, 1, 1, CandidateTimes.None, CancellationToken.None);
        Assert.True(candidates.Count > 10);
        ConvolutionSize size = new(16, 16, 3, 3, 50 * stride, 40 * stride, 50, 40);
        Assert.All(candidates.Skip(1), candidate => Assert.True(candidate.Recipe!.Fit(target, target, CancellationToken.None).Factors.Macs(size) <= ConvolutionCost.DenseMacs(size)));
    }

    [Fact]
    public void A_layer_that_cannot_be_factorized_stays_dense()
    {
        NetworkLayer layer = new()
        {
            Name = "depthwise",
            Weight = "w",
            Nodes = [],
            WeightShape = [8, 1, 3, 3],
            Macs = 1000,
            DenseReason = "It is grouped.",
        };
        LayerCandidate only = Assert.Single(Find(layer));
        Assert.Equal((true, 72, 1000L), (only.IsDense, only.Parameters, only.Macs));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void A_kernel_of_zeros_is_dense_first_and_then_as_small_as_can_be(int side)
    {
        KernelShape shape = new(8, 6, side, side);
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(shape, new float[shape.Size], copies: 1));
        Assert.True(candidates[0].IsDense);
        LayerCandidate least = candidates[^1];
        Assert.Equal(0, least.RelativeError);
        Assert.Equal(side == 1 ? 8 + 6 : 8 + 6 + 3 + 3, least.Parameters);
        Assert.All(least.Recipe!.Start(Zeros(shape), CancellationToken.None).Reconstruct(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Find(Layer(new KernelShape(16, 12, 3, 3)), cancellation: cancelled.Token));
    }

    private static FittingTarget Zeros(KernelShape shape) => FittingTarget.Of(shape, new float[shape.Size], ChannelMoment.Identity);
}
