using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using static RsdtrEdge.Compressor.Tests.Candidates.SeededLayers;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Candidates;

/// <summary>Chains as candidates that run as the dense layer.</summary>
public sealed class MergedCandidatesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Where_asked_for_small_chains_are_offered_that_compute_what_dense_does(int size)
    {
        // Stride 2: a chain that begins with C alone stores less and computes more, so that only its merged form is a candidate.
        NetworkLayer layer = Layer(new KernelShape(16, 12, size, size), Kind.Noise);
        FittingTarget target = FittingTarget.Of(layer.Shape!.Value, layer.Kernel, ChannelMoment.Identity);
        LayerCandidate[] merged = [.. Find(layer, offersMerged: true).Where(candidate => candidate.Recipe is ChainRecipe { Merges: ChainMerges.All })];
        if (size > 1)
        {
            Assert.NotEmpty(merged);
        }

        Assert.All(merged, candidate =>
        {
            Assert.True(candidate.Parameters < layer.Parameters);
            Assert.Equal(layer.Macs, candidate.Macs);
            Assert.Empty(candidate.InnerValues);
            foreach (FactorizedKernel factors in (FactorizedKernel[])
                [candidate.Recipe!.Shell(target.Shape), candidate.Recipe.Start(target, default), candidate.Recipe.Fit(target, target, default).Factors])
            {
                Assert.True(factors.RunsDense);
                Assert.Equal(candidate.Parameters, factors.Parameters);
            }
        });
    }

    [Fact]
    public void Without_being_asked_for_none_is() => Assert.DoesNotContain(
        Find(Layer(new KernelShape(16, 12, 3, 3), Kind.Noise)), candidate => candidate.Recipe is ChainRecipe { Merges: not ChainMerges.None });
}
