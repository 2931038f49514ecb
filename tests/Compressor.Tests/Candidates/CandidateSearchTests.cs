using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.TensorRing;
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
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(layer, 1, moments: null, CancellationToken.None);
        Assert.True(candidates[0].IsDense);
        Assert.Equal((shape.Size, layer.Macs, 0), (candidates[0].Parameters, candidates[0].Macs, candidates[0].RelativeError));
        Assert.All(candidates.Skip(1), candidate => Assert.False(candidate.IsDense));
        Assert.Equal(candidates.Select(candidate => candidate.RelativeError).Order(), candidates.Select(candidate => candidate.RelativeError));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_candidate_is_beaten_by_another(KernelShape shape)
    {
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(Layer(shape), 1, moments: null, CancellationToken.None);
        for (int i = 0; i < candidates.Count; i++)
        {
            for (int j = 0; j < candidates.Count; j++)
            {
                Assert.True(i == j || !candidates[i].Dominates(candidates[j]), $"{candidates[i]} beats {candidates[j]}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_factors_keep_what_the_candidate_promises(KernelShape shape)
    {
        NetworkLayer layer = Layer(shape);
        foreach (LayerCandidate candidate in CandidateSearch.Find(layer, 1, moments: null, CancellationToken.None).Skip(1))
        {
            FactorizedKernel factors = candidate.Factorize!();
            Assert.Equal(shape, factors.Shape);
            Assert.Equal(candidate.InnerValues, factors.InnerValues);
            Assert.Equal(candidate.Parameters, factors.Parameters);
            Assert.Equal(candidate.Macs, layer.Sizes!.Sum(factors.Macs));
            Assert.Equal(candidate.RelativeError, RelativeError(layer.Kernel, factors.Reconstruct()), 1e-6);
            Assert.Equal(shape is { Height: 1, Width: 1 } ? "pair" : "ring", factors.Family);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void No_candidate_loses_more_than_is_allowed(double largestError)
    {
        foreach (KernelShape shape in (KernelShape[])[new(16, 12, 3, 3), new(24, 18, 1, 1)])
        {
            IReadOnlyList<LayerCandidate> all = CandidateSearch.Find(Layer(shape), 1, moments: null, CancellationToken.None);
            IReadOnlyList<LayerCandidate> allowed = CandidateSearch.Find(Layer(shape), largestError, moments: null, CancellationToken.None);
            Assert.All(allowed, candidate => Assert.InRange(candidate.RelativeError, 0, largestError));
            Assert.Contains(all, candidate => candidate.RelativeError > largestError);
            Assert.True(allowed[0].IsDense);
        }
    }

    [Fact]
    public void Without_an_error_nothing_but_dense_is_left() =>
        Assert.True(Assert.Single(CandidateSearch.Find(Layer(new KernelShape(16, 12, 3, 3), Kind.Noise), 0, moments: null, CancellationToken.None)).IsDense);

    [Fact]
    public void A_trained_kernel_gets_rings_of_fewer_parameters_and_of_fewer_macs()
    {
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(Layer(new KernelShape(16, 12, 3, 3)), 0.5, moments: null, CancellationToken.None);
        Assert.Contains(candidates, candidate => candidate.Parameters < candidates[0].Parameters);
        Assert.Contains(candidates, candidate => candidate.Macs < candidates[0].Macs);
    }

    [Fact]
    public void Pairs_go_up_to_the_rank_that_still_saves_parameters()
    {
        // r (24 + 18) < 24 x 18 = 432 up to rank 10: 420. Noise loses more with every rank less.
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(Layer(new KernelShape(24, 18, 1, 1), Kind.Noise), 1, moments: null, CancellationToken.None);
        Assert.Equal([432, .. Enumerable.Range(1, 10).Reverse().Select(rank => rank * 42L)], candidates.Select(candidate => candidate.Parameters));
    }

    [Fact]
    public void A_shared_weight_costs_the_macs_of_all_its_convolutions()
    {
        KernelShape shape = new(24, 18, 1, 1);
        NetworkLayer one = Layer(shape);
        NetworkLayer two = Layer(shape, copies: 2);
        Assert.Equal(
            CandidateSearch.Find(one, 1, moments: null, CancellationToken.None).Select(candidate => 2 * candidate.Macs),
            CandidateSearch.Find(two, 1, moments: null, CancellationToken.None).Select(candidate => candidate.Macs));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Where_sizes_are_unknown_so_are_macs(KernelShape shape)
    {
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(Layer(shape, copies: 0), 1, moments: null, CancellationToken.None);
        Assert.All(candidates, candidate => Assert.Null(candidate.Macs));
        // Then only parameters and error count: each candidate with more error has fewer parameters.
        Assert.Equal(candidates.Select(candidate => candidate.Parameters).OrderDescending(), candidates.Select(candidate => candidate.Parameters));
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
        LayerCandidate only = Assert.Single(CandidateSearch.Find(layer, 1, moments: null, CancellationToken.None));
        Assert.Equal((true, 72, 1000L), (only.IsDense, only.Parameters, only.Macs));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void A_kernel_of_zeros_is_dense_first_and_then_as_small_as_can_be(int side)
    {
        KernelShape shape = new(8, 6, side, side);
        IReadOnlyList<LayerCandidate> candidates = CandidateSearch.Find(Layer(shape, new float[shape.Size], copies: 1), 1, moments: null, CancellationToken.None);
        Assert.True(candidates[0].IsDense);
        LayerCandidate least = candidates[^1];
        Assert.Equal(0, least.RelativeError);
        Assert.Equal(side == 1 ? 8 + 6 : 8 + 6 + 3 + 3, least.Parameters);
        Assert.All(least.Factorize!().Reconstruct(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => CandidateSearch.Find(Layer(new KernelShape(16, 12, 3, 3)), 1, moments: null, cancelled.Token));
    }

    private static NetworkLayer Layer(KernelShape shape, Kind kind = Kind.LowRankAndNoise, int copies = 1) =>
        Layer(shape, Of(kind, shape, seed: 1), copies);

    // A convolution of stride 2 that keeps a 14 x 10 input's halves; without copies its sizes are unknown.
    private static NetworkLayer Layer(KernelShape shape, float[] kernel, int copies)
    {
        ConvolutionSize size = new(shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width, 14, 10, 7, 5);
        return new NetworkLayer
        {
            Name = "conv",
            Weight = "w",
            Nodes = [],
            WeightShape = [shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width],
            Shape = shape,
            Kernel = kernel,
            Sizes = copies == 0 ? null : [.. Enumerable.Repeat(size, copies)],
            Macs = copies == 0 ? null : copies * ConvolutionCost.DenseMacs(size),
        };
    }

    private static double RelativeError(float[] kernel, float[] rebuilt)
    {
        double difference = kernel.Zip(rebuilt, (x, y) => ((double)x - y) * ((double)x - y)).Sum();
        return Math.Sqrt(difference / kernel.Sum(number => (double)number * number));
    }
}
