using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class OutputMixingTests
{
    public static TheoryData<string> Plans => [.. ChainLayout.Spatial.Select(layout => layout.ToString()), "C|T", "ring"];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Mixed_factors_are_those_of_the_mixed_kernel(string plan)
    {
        FactorizedKernel factors = plan switch
        {
            "ring" => SeededFactors.Ring(new KernelShape(5, 4, 3, 2), new RingRanks(2, 3, 2, 2), seed: 1, ChainCuts.AfterChannels),
            "C|T" => SeededFactors.Pair(outputs: 5, inputs: 4, rank: 2, seed: 1),
            _ => SeededFactors.Chain(new KernelShape(5, 4, 3, 2), ChainLayout.Parse(plan), [.. Enumerable.Repeat(3, ChainLayout.Parse(plan).StageCount - 1)], seed: 1),
        };
        Matrix mixing = SeededMatrices.Uniform(5, 5, seed: 2);
        FactorizedKernel mixed = OutputMixing.Apply(factors, mixing);

        // Nothing that a candidate was chosen for changes.
        Assert.Equal((factors.Family, factors.Plan, factors.Shape, factors.Parameters), (mixed.Family, mixed.Plan, mixed.Shape, mixed.Parameters));
        Assert.Equal(factors.Ranks, mixed.Ranks);
        float[] kernel = factors.Reconstruct();
        int patch = kernel.Length / 5;
        Matrix expected = SeededTargets.Product(mixing, new Matrix(5, patch, [.. kernel.Select(number => (double)number)]));
        float[] actual = mixed.Reconstruct();
        MatrixAssert.Near(expected, new Matrix(5, patch, [.. actual.Select(number => (double)number)]), 1e-4);
    }
}
