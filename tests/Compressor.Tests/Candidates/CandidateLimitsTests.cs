using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using static RsdtrEdge.Compressor.Tests.Candidates.SeededLayers;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Candidates;

/// <summary>What no candidate may be.</summary>
public sealed class CandidateLimitsTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void The_channels_between_the_stages_of_chains_are_multiples_of_the_devices(int multiple)
    {
        foreach (KernelShape shape in (KernelShape[])[new(32, 24, 3, 3), new(40, 36, 1, 1)])
        {
            NetworkLayer layer = Layer(shape, Kind.Noise);
            FittingTarget target = FittingTarget.Of(shape, layer.Kernel, ChannelMoment.Identity);
            ChainFactors[] chains = [.. Find(layer, rankMultiple: multiple)
                .Select(candidate => candidate.Recipe).OfType<ChainRecipe>()
                .Select(recipe => (ChainFactors)recipe.Start(target, CancellationToken.None))];
            Assert.NotEmpty(chains);
            Assert.All(chains, chain => Assert.All(chain.Ranks, rank => Assert.Equal(0, rank % multiple)));
        }
    }

    [Fact]
    public void Where_the_devices_multiple_is_more_than_the_layer_has_there_are_no_chains()
    {
        Assert.DoesNotContain(Find(Layer(new KernelShape(6, 5, 3, 3)), rankMultiple: 64), candidate => candidate.Recipe is ChainRecipe);
        Assert.True(Assert.Single(Find(Layer(new KernelShape(6, 5, 1, 1)), rankMultiple: 64)).IsDense);
    }

    [Theory]
    [InlineData(Inputs.Unknown)]
    [InlineData(Inputs.Channels)]
    [InlineData(Inputs.Whole)]
    internal void No_candidate_computes_more_than_the_dense_layer_or_saves_nothing(Inputs inputs)
    {
        foreach (KernelShape shape in (KernelShape[])[new(16, 12, 3, 3), new(13, 1, 3, 3), new(1, 13, 3, 3), new(7, 5, 1, 3)])
        {
            NetworkLayer layer = Layer(shape);
            Assert.All(Find(layer, moment: Moment(shape, inputs, seed: 1)).Skip(1), candidate =>
            {
                Assert.InRange(candidate.Macs!.Value, 1, layer.Macs!.Value);
                Assert.True(candidate.Parameters < layer.Parameters || candidate.Macs < layer.Macs);
            });
        }
    }

    [Theory]
    [InlineData(Inputs.Channels)]
    [InlineData(Inputs.Whole)]
    internal void What_counts_for_the_inputs_decides_what_is_too_much(Inputs inputs)
    {
        KernelShape shape = new(12, 8, 3, 3);
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(shape), largestError: 0.2, Moment(shape, inputs, seed: 2));
        Assert.True(candidates.Count > 1);
        Assert.All(candidates, candidate => Assert.InRange(candidate.RelativeError, 0, 0.2));
    }

    [Fact]
    public void A_trained_kernel_gets_chains_and_rings()
    {
        IReadOnlyList<LayerCandidate> candidates = Find(Layer(new KernelShape(16, 12, 3, 3)));
        Assert.Contains(candidates, candidate => candidate.Recipe is ChainRecipe);
        Assert.Contains(candidates, candidate => candidate.Recipe is RingRecipe);
    }

    [Fact]
    public void A_wide_kernel_gets_chains_of_two_and_of_three_stages()
    {
        // 331,776 numbers; its whole moment, 1728 square, is not kept.
        KernelShape shape = new(192, 192, 3, 3);
        NetworkLayer layer = Layer(shape);
        PatchMoment moment = ChannelMoment.Of(Spread(192, seed: 3));
        IReadOnlyList<LayerCandidate> candidates = Find(layer, moment: moment, rankMultiple: 16);
        FittingTarget target = FittingTarget.Of(shape, layer.Kernel, moment);
        LayerCandidate[] chains = [.. candidates.Where(candidate => candidate.Recipe is ChainRecipe)];
        // One in four of them.
        HashSet<int> stages = [];
        foreach (LayerCandidate chain in chains.Where((_, index) => index % 4 == 0))
        {
            ChainFactors factors = (ChainFactors)chain.Recipe!.Start(target, CancellationToken.None);
            Assert.Equal(chain.RelativeError * chain.RelativeError, target.SquaredError(factors.Reconstruct()), 1e-6);
            stages.Add(factors.Layout.StageCount);
        }

        Assert.Equal([2, 3], stages.Order());
    }
}
