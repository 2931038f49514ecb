using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class RingRefinementTests
{
    private static readonly RingRanks[] s_ranks = [new(1, 1, 1, 1), new(2, 1, 3, 2), new(1, 2, 3, 2), new(3, 2, 2, 2)];

    [Theory]
    [InlineData(36)]
    [InlineData(5)]
    [InlineData(1)]
    public void No_ring_gets_worse_and_the_error_told_is_that_of_the_ring(int momentRank)
    {
        KernelShape shape = new(6, 4, 3, 3);
        int seed = 0;
        foreach (RingRanks ranks in s_ranks)
        {
            foreach (Kind kind in Enum.GetValues<Kind>())
            {
                SecondMomentNorm norm = Norm(ToMatrix(Of(kind, shape, ++seed), shape), momentRank, seed);
                TensorRingKernel ring = Ring(shape, ranks, seed + 100);
                double before = norm.SquaredError(ToMatrix(ring));
                (TensorRingKernel refined, double error) = RingRefinement.Refine(ring, norm, CancellationToken.None);

                Assert.Equal(ranks, refined.Ranks);
                // A random ring is far from any minimum.
                Assert.True(error < before, $"{error} is not below {before}: {ranks}, {kind}");
                Assert.Equal(error, norm.SquaredError(ToMatrix(refined)), 1e-9 * Math.Max(1, error));
            }
        }
    }

    [Fact]
    public void A_decomposed_kernel_loses_less_of_what_its_inputs_use()
    {
        KernelShape shape = new(12, 8, 3, 3);
        float[] kernel = Of(Kind.Noise, shape, seed: 3);
        TensorRingKernel ring = new ReducedStorageSearch(kernel, shape, CancellationToken.None).FindLeast(0.5, trySigns: false).ToKernel();
        // Inputs with a spread of directions, as behind a real layer.
        double[] eigenvalues = [.. Enumerable.Range(0, 72).Select(k => Math.Pow(0.9, k))];
        SecondMomentNorm norm = new(ToMatrix(kernel, shape), SeededMatrices.WithEigenvalues(eigenvalues, seed: 4));
        double before = norm.SquaredError(ToMatrix(ring));
        (_, double error) = RingRefinement.Refine(ring, norm, CancellationToken.None);
        Assert.InRange(error, 0, 0.8 * before);
    }

    [Fact]
    public void An_exact_ring_stays_exact()
    {
        TensorRingKernel ring = Ring(new KernelShape(6, 4, 3, 3), new RingRanks(2, 2, 3, 2), seed: 5);
        (_, double error) = RingRefinement.Refine(ring, Norm(ToMatrix(ring), 36, seed: 6), CancellationToken.None);
        Assert.InRange(error, 0, 1e-20);
    }

    [Fact]
    public void The_same_ring_is_refined_to_the_same_numbers()
    {
        KernelShape shape = new(6, 4, 3, 3);
        SecondMomentNorm norm = Norm(ToMatrix(Of(Kind.Noise, shape, seed: 7), shape), 36, seed: 8);
        TensorRingKernel ring = Ring(shape, new RingRanks(2, 2, 3, 2), seed: 9);
        double[][] before = [.. ring.Cores.Select(core => (double[])core.Data.Clone())];
        TensorRingKernel first = RingRefinement.Refine(ring, norm, CancellationToken.None).Ring;
        TensorRingKernel second = RingRefinement.Refine(ring, norm, CancellationToken.None).Ring;
        Assert.Equal(first.Cores.Select(core => core.Data), second.Cores.Select(core => core.Data));
        // The ring that was given stays as it is.
        Assert.Equal(before, ring.Cores.Select(core => core.Data));
    }

    [Fact]
    public void Inputs_that_never_vary_leave_the_ring_as_it_is()
    {
        KernelShape shape = new(6, 4, 3, 3);
        TensorRingKernel ring = Ring(shape, new RingRanks(2, 2, 3, 2), seed: 10);
        SecondMomentNorm norm = new(ToMatrix(Of(Kind.Noise, shape, seed: 11), shape), new Matrix(36, 36));
        (TensorRingKernel refined, double error) = RingRefinement.Refine(ring, norm, CancellationToken.None);
        Assert.Equal(0, error);
        Assert.Same(ring, refined);
    }

    [Fact]
    public void Cancelled_work_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        TensorRingKernel ring = Ring(new KernelShape(6, 4, 3, 3), new RingRanks(2, 2, 3, 2), seed: 12);
        SecondMomentNorm norm = Norm(ToMatrix(ring), 36, seed: 13);
        Assert.Throws<OperationCanceledException>(() => RingRefinement.Refine(ring, norm, cancelled.Token));
    }

    private static SecondMomentNorm Norm(Matrix kernel, int rank, int seed)
    {
        double[] eigenvalues = [.. Enumerable.Range(0, kernel.Columns).Select(k => k < rank ? 1.0 / (1 + k) : 0)];
        return new SecondMomentNorm(kernel, SeededMatrices.WithEigenvalues(eigenvalues, seed));
    }

    private static Matrix ToMatrix(float[] kernel, KernelShape shape) =>
        new(shape.OutputChannels, kernel.Length / shape.OutputChannels, [.. kernel.Select(number => (double)number)]);

    private static Matrix ToMatrix(TensorRingKernel ring)
    {
        double[] kernel = ring.Reconstruct();
        return new Matrix(ring.Shape.OutputChannels, kernel.Length / ring.Shape.OutputChannels, kernel);
    }
}
