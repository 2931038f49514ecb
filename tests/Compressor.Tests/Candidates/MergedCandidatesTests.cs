using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Latency;
using static RsdtrEdge.Compressor.Tests.Candidates.SeededLayers;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Candidates;

/// <summary>Chains as candidates that run as the dense layer.</summary>
public sealed class MergedCandidatesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Where_time_counts_small_chains_are_offered_that_compute_what_dense_does(int size)
    {
        // One position, and 1000 a node: two stages take longer before they compute.
        OnnxModel model = new GraphBuilder(seed: 4).Input("x", 1, 12, 1, 1).Conv(16, size, pads: size / 2).Output("y").Build();
        NetworkLayer layer = Assert.Single(LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 })));
        FittingTarget target = FittingTarget.Of(layer.Shape!.Value, layer.Kernel, ChannelMoment.Identity);
        LayerCandidate[] merged = [.. Find(layer, times: new CandidateTimes(LayerLatency.Of(layer, new CountingMachine()), false, true, 1)).Where(candidate => candidate.Recipe is ChainRecipe { Merges: ChainMerges.All })];
        Assert.NotEmpty(merged);
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
    public void Where_it_does_not_none_is() => Assert.DoesNotContain(
        Find(Layer(new KernelShape(16, 12, 3, 3), Kind.Noise)), candidate => candidate.Recipe is ChainRecipe { Merges: not ChainMerges.None });
}
