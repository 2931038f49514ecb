using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class CandidateStagesTests
{
    // T = 6, C = 4, 3 x 5 kernel, 8 x 10 input, 4 x 9 output; all different, so that no two sizes can be confused.
    private static readonly ConvolutionSize s_size = new(6, 4, 3, 5, 8, 10, 4, 9);
    private static readonly StageGeometry s_geometry = new(StageKind.Convolution, StrideHeight: 2, StrideWidth: 1, DilationHeight: 3, DilationWidth: 7);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_stages_of_all_plans_of_a_ring_compute_its_macs(int branches)
    {
        RingRanks ranks = new(R0: 2, R1: branches, R2: 5, R3: 7);
        for (ChainCuts cuts = ChainCuts.None; cuts <= ChainCuts.All; cuts++)
        {
            Assert.Equal(
                ConvolutionCost.RingStageMacs(s_size, ranks, cuts),
                CandidateStages.Of(s_size, s_geometry, ranks, cuts).Select(stage => stage.Macs));
        }
    }

    [Fact]
    public void The_stages_of_all_chains_compute_their_macs()
    {
        foreach (ChainLayout layout in ChainLayout.Spatial)
        {
            int[] widths = [.. new[] { 5, 7, 11 }.Take(layout.StageCount - 1)];
            IReadOnlyList<StageShape> stages = CandidateStages.Of(s_size, s_geometry, layout, widths);
            Assert.Equal(ConvolutionCost.ChainMacs(s_size, layout, widths), stages.Sum(stage => stage.Macs));
            AssertFollowEachOther(stages);
        }
    }

    [Fact]
    public void Four_stages_of_a_ring_with_branches()
    {
        IReadOnlyList<StageShape> stages = CandidateStages.Of(s_size, s_geometry, new RingRanks(R0: 2, R1: 3, R2: 5, R3: 7), ChainCuts.All);
        AssertFollowEachOther(stages);
        Assert.Equal(
            [
                new StageShape(StageKind.Convolution, 4, 15, 1, 1, 1, 1, 1, 1, 1, 8, 10, 8, 10),
                new StageShape(StageKind.Convolution, 15, 21, 3, 3, 1, 2, 1, 3, 1, 8, 10, 4, 10),
                new StageShape(StageKind.Convolution, 21, 6, 3, 1, 5, 1, 1, 1, 7, 4, 10, 4, 9),
                new StageShape(StageKind.Convolution, 6, 6, 1, 1, 1, 1, 1, 1, 1, 4, 9, 4, 9),
            ],
            stages);
    }

    [Fact]
    public void Columns_may_come_first() =>
        Assert.Equal(
            [
                new StageShape(StageKind.Convolution, 4, 11, 1, 1, 5, 1, 1, 1, 7, 8, 10, 8, 9),
                new StageShape(StageKind.Convolution, 11, 6, 1, 3, 1, 2, 1, 3, 1, 8, 9, 4, 9),
            ],
            CandidateStages.Of(s_size, s_geometry, ChainLayout.Parse("Cj|iT"), [11]));

    [Fact]
    public void One_stage_is_the_dense_layer()
    {
        StageShape dense = new(StageKind.Convolution, 4, 6, 1, 3, 5, 2, 1, 3, 7, 8, 10, 4, 9);
        Assert.Equal(dense, CandidateStages.OfDense(s_size, s_geometry));
        Assert.Equal([dense], CandidateStages.Of(s_size, s_geometry, default, []));
        Assert.Equal([dense], CandidateStages.Of(s_size, s_geometry, new RingRanks(9, 9, 9, 9), ChainCuts.None));
    }

    [Fact]
    public void A_layer_with_groups_has_them_and_what_takes_its_place_has_its_own()
    {
        StageGeometry grouped = s_geometry with { Groups = 2 };
        Assert.Equal(2, CandidateStages.OfDense(s_size, grouped).Groups);
        Assert.All(CandidateStages.Of(s_size, grouped, ChainLayout.Parse("C|ij|T"), [3, 3]), stage => Assert.Equal(1, stage.Groups));
    }

    [Fact]
    public void A_pair_strides_first_and_a_matrix_is_a_pair_of_products()
    {
        ConvolutionSize pointwise = new(6, 4, 1, 1, 8, 10, 4, 5);
        Assert.Equal(
            [
                new StageShape(StageKind.Convolution, 4, 2, 1, 1, 1, 2, 2, 1, 1, 8, 10, 4, 5),
                new StageShape(StageKind.Convolution, 2, 6, 1, 1, 1, 1, 1, 1, 1, 4, 5, 4, 5),
            ],
            CandidateStages.Of(pointwise, new StageGeometry(StageKind.Convolution, 2, 2), ChainLayout.Pair, [2]));

        ConvolutionSize matrix = new(10, 64, 1, 1, 3, 1, 3, 1);
        Assert.Equal(
            [
                new StageShape(StageKind.FullyConnected, 64, 8, 1, 1, 1, 1, 1, 1, 1, 3, 1, 3, 1),
                new StageShape(StageKind.FullyConnected, 8, 10, 1, 1, 1, 1, 1, 1, 1, 3, 1, 3, 1),
            ],
            CandidateStages.Of(matrix, new StageGeometry(StageKind.FullyConnected), ChainLayout.Pair, [8]));
    }

    private static void AssertFollowEachOther(IReadOnlyList<StageShape> stages)
    {
        Assert.Equal((4, 8, 10), (stages[0].InputChannels, stages[0].InputHeight, stages[0].InputWidth));
        Assert.Equal((6, 4, 9), (stages[^1].OutputChannels, stages[^1].OutputHeight, stages[^1].OutputWidth));
        Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.Equal(
            (pair.First.OutputChannels, pair.First.OutputHeight, pair.First.OutputWidth),
            (pair.Second.InputChannels, pair.Second.InputHeight, pair.Second.InputWidth)));
    }
}
