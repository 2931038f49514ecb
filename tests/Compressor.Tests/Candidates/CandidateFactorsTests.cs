using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Refinement;
using static RsdtrEdge.Compressor.Tests.Candidates.SeededLayers;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;

namespace RsdtrEdge.Compressor.Tests.Candidates;

/// <summary>What a candidate promises and what its factors keep.</summary>
public sealed class CandidateFactorsTests
{
    public static TheoryData<KernelShape> Shapes =>
        [new(16, 12, 3, 3), new(7, 5, 1, 3), new(6, 4, 2, 5), new(1, 13, 3, 3), new(13, 1, 3, 3), new(3, 2, 7, 7), new(24, 18, 1, 1), new(1, 9, 1, 1), new(1, 1, 1, 1)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_factors_keep_what_the_candidate_promises(KernelShape shape)
    {
        NetworkLayer layer = Layer(shape);
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            PatchMoment moment = Moment(shape, inputs, seed: 2);
            FittingTarget target = FittingTarget.Of(shape, layer.Kernel, moment);
            foreach (LayerCandidate candidate in Find(layer, moment: moment).Skip(1))
            {
                FactorizedKernel factors = candidate.Recipe!.Start(target, CancellationToken.None);
                Assert.Equal(shape, factors.Shape);
                Assert.Equal(candidate.InnerValues, factors.InnerValues);
                Assert.Equal(candidate.Parameters, factors.Parameters);
                Assert.Equal(candidate.Macs, layer.Sizes!.Sum(factors.Macs));
                FactorizedKernel shell = candidate.Recipe.Shell(shape);
                Assert.Equal((factors.Family, factors.Plan, factors.Shape, factors.Parameters), (shell.Family, shell.Plan, shell.Shape, shell.Parameters));
                Assert.Equal(factors.Ranks, shell.Ranks);
                double promised = candidate.RelativeError * candidate.RelativeError;
                double kept = target.SquaredError(factors.Reconstruct());
                if (factors is BranchFactors)
                {
                    // The error once they are fitted.
                    Assert.InRange(promised, 0, kept + 1e-6);
                }
                else if (factors is RingFactors && !target.HasWholeMoment)
                {
                    // The error of the decomposition; its factors get the best output core on top of it.
                    Assert.InRange(kept, 0.5 * promised - 1e-6, promised + 1e-6);
                }
                else
                {
                    Assert.Equal(promised, kept, 1e-6);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_recipe_and_its_factors_are_of_a_kind(KernelShape shape)
    {
        NetworkLayer layer = Layer(shape);
        FittingTarget target = FittingTarget.Of(shape, layer.Kernel, ChannelMoment.Identity);
        bool isPointwise = shape is { Height: 1, Width: 1 };
        foreach (LayerCandidate candidate in Find(layer).Skip(1))
        {
            FactorizedKernel factors = candidate.Recipe!.Start(target, CancellationToken.None);
            if (candidate.Recipe is ChainRecipe)
            {
                ChainFactors chain = Assert.IsType<ChainFactors>(factors);
                Assert.Equal(isPointwise ? "pair" : "chain", chain.Family);
                Assert.Equal(isPointwise, chain.Layout == ChainLayout.Pair);
                Assert.Equal(chain.Layout.ToString(), chain.Plan);
            }
            else
            {
                Assert.True(candidate.Recipe is RingRecipe or SpatialBasisRecipe);
                Assert.Equal("ring", Assert.IsType<RingFactors>(factors).Family);
                Assert.False(isPointwise);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Fitted_factors_cost_the_same_and_lose_no_more(KernelShape shape)
    {
        NetworkLayer layer = Layer(shape);
        PatchMoment moment = Moment(shape, Inputs.Whole, seed: 3);
        FittingTarget target = FittingTarget.Of(shape, layer.Kernel, moment);
        // One in five of them.
        foreach (LayerCandidate candidate in Find(layer, moment: moment).Skip(1).Where((_, index) => index % 5 == 0))
        {
            (FactorizedKernel factors, double error) = candidate.Recipe!.Fit(target, target, CancellationToken.None);
            Assert.Equal(candidate.Parameters, factors.Parameters);
            Assert.Equal(candidate.Macs, layer.Sizes!.Sum(factors.Macs));
            // Between widths that the search has fitted, it only estimates what fitting makes of branches.
            double start = target.SquaredError(candidate.Recipe.Start(target, CancellationToken.None).Reconstruct());
            Assert.InRange(error, 0, (factors is BranchFactors ? start : candidate.RelativeError * candidate.RelativeError) + 1e-6);
            Assert.Equal(target.SquaredError(factors.Reconstruct()), error, 1e-6);
        }
    }

    [Theory]
    [InlineData(1e-60, Inputs.Channels)]
    [InlineData(1e60, Inputs.Channels)]
    [InlineData(1e-60, Inputs.Whole)]
    [InlineData(1e60, Inputs.Whole)]
    internal void The_scale_of_the_inputs_changes_no_error(double scale, Inputs inputs)
    {
        foreach (KernelShape shape in (KernelShape[])[new(9, 8, 3, 3), new(9, 8, 1, 1)])
        {
            NetworkLayer layer = Layer(shape);
            IReadOnlyList<LayerCandidate> expected = Find(layer, moment: Scaled(1));
            IReadOnlyList<LayerCandidate> actual = Find(layer, moment: Scaled(scale));
            Assert.Equal(expected.Select(candidate => candidate.Parameters), actual.Select(candidate => candidate.Parameters));
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.RelativeError, pair.Second.RelativeError, 1e-6));

            PatchMoment Scaled(double factor)
            {
                Matrix moment = Spread(inputs == Inputs.Channels ? 8 : PatchSize(shape), seed: 6);
                Matrix scaled = new(moment.Rows, moment.Columns, [.. moment.Data.Select(number => number * factor)]);
                return inputs == Inputs.Channels ? ChannelMoment.Of(scaled) : DenseMoment.Of(scaled);
            }
        }
    }

    [Fact]
    public void Factors_are_fitted_to_another_target_than_they_are_made_from()
    {
        // What a compressed network in front makes of a layer: another kernel and other inputs.
        KernelShape shape = new(8, 6, 3, 3);
        FittingTarget original = SeededTargets.Of(shape, Inputs.Whole, seed: 4);
        FittingTarget other = SeededTargets.Of(shape, Inputs.Whole, seed: 5);
        RingSearch search = new(original, CancellationToken.None);
        FactorRecipe[] recipes =
        [
            .. Enum.GetValues<RingKind>().Select(kind => new RingRecipe(kind, 0.4, search.Find(kind, 0.4).Ranks, ChainCuts.All)),
            new ChainRecipe(ChainLayout.Parse("C|ij|T"), 3, 3),
            new BranchRecipe(new BranchSize(5, 2), runsDense: false),
        ];
        foreach (FactorRecipe recipe in recipes)
        {
            FactorizedKernel start = recipe.Start(original, CancellationToken.None);
            (FactorizedKernel factors, double error) = recipe.Fit(original, other, CancellationToken.None);
            Assert.Equal(start.Ranks, factors.Ranks);
            Assert.Equal(other.SquaredError(factors.Reconstruct()), error, 1e-6);
            Assert.True(error < other.SquaredError(start.Reconstruct()));
        }
    }
}
