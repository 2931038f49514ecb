using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class OutputWeightingTests
{
    private static readonly KernelShape s_shape = new(3, 2, 3, 3);

    // Of trace 3 x 2, so that g has the mean diagonal 1 after division by 2.
    private static readonly Matrix s_outputs = new(3, 3, [4, 1, 0, 1, 1, 0, 0, 0, 1]);

    [Fact]
    public void The_plain_error_of_weighed_kernels_is_the_weighted_error()
    {
        OutputWeighting weighting = OutputWeighting.Of(s_outputs);
        Matrix change = Numbers(3, 18, 1);
        Matrix weighed = weighting.Weigh(change);
        // G = 0.9 g / 2 + 0.1 I.
        Matrix g = new(3, 3, [1.9, 0.45, 0, 0.45, 0.55, 0, 0, 0, 0.55]);
        Matrix product = MatrixProduct.Multiply(g, change);
        Assert.Equal(VectorKernels.Dot(product.Data, change.Data), VectorKernels.Dot(weighed.Data, weighed.Data), 1e-9);
    }

    [Fact]
    public void What_is_fitted_to_a_weighted_target_is_restored_to_the_layers_own_kernel()
    {
        // Of rank 1 in every mode: nothing is lost.
        Matrix kernel = new(3, 18, [.. Enumerable.Range(0, 54).Select(i => (1.0 + (i / 18)) * (1 - (3 * (i / 9 % 2))) * Math.Sin(1 + (i / 3 % 3)) * Math.Cos(i % 3))]);
        FittingTarget target = FittingTarget.Weighted(s_shape, kernel, ChannelMoment.Identity, OutputWeighting.Of(s_outputs));
        foreach (FactorRecipe recipe in (FactorRecipe[])[new ChainRecipe(ChainLayout.Parse("Ci|jT"), 1), new SpatialBasisRecipe(true, 1, 1, ChainCuts.All)])
        {
            FactorizedKernel factors = target.Restore(recipe.Fit(target, target, CancellationToken.None).Factors);
            Assert.All(kernel.Data.Zip(factors.Reconstruct()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void Without_a_weighting_nothing_is_restored()
    {
        FittingTarget target = FittingTarget.Weighted(s_shape, Numbers(3, 18, 2), ChannelMoment.Identity, weighting: null);
        FactorizedKernel factors = new ChainRecipe(ChainLayout.Parse("Ci|jT"), 2).Start(target, CancellationToken.None);
        Assert.Same(factors, target.Restore(factors));
    }

    [Fact]
    public void An_effect_comes_beside_a_moment_by_their_traces()
    {
        // tr(S) = 4, tr(F) = 8: F counts 2 x 4 / 8.
        Matrix sum = LayerTarget.WithEffect(new Matrix(2, 2, [3, 1, 1, 1]), new Matrix(2, 2, [6, 2, 2, 2]), weight: 2);
        Assert.Equal([3.0 + 6, 1 + 2, 1 + 2, 1 + 2], sum.Data);
    }

    private static Matrix Numbers(int rows, int columns, int seed) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => Math.Sin((i * i * 1.7) + seed))]);
}
