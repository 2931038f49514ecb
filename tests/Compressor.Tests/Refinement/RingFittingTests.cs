using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using RsdtrEdge.Compressor.Threading;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class RingFittingTests
{
    private static readonly KernelShape s_shape = new(6, 4, 3, 3);
    private static readonly RingRanks[] s_ranks = [new(1, 1, 1, 1), new(2, 1, 3, 2), new(1, 2, 3, 2), new(3, 2, 2, 2)];

    [Theory]
    [InlineData(36)]
    [InlineData(5)]
    [InlineData(1)]
    public void No_ring_gets_worse_and_the_error_told_is_that_of_the_ring(int momentRank)
    {
        int seed = 0;
        foreach (RingRanks ranks in s_ranks)
        {
            foreach (Kind kind in Enum.GetValues<Kind>())
            {
                FittingTarget target = Target(Of(kind, s_shape, ++seed), momentRank, seed);
                AssertFits(target, Ring(s_shape, ranks, seed + 100));
            }
        }
    }

    [Fact]
    public void Rings_of_odd_shapes_and_all_inputs_are_fitted()
    {
        int seed = 0;
        foreach (KernelShape shape in SmallShapes)
        {
            foreach (Inputs inputs in Enum.GetValues<Inputs>())
            {
                foreach (RingRanks ranks in s_ranks)
                {
                    AssertFits(SeededTargets.Of(shape, inputs, ++seed), Ring(shape, ranks, seed + 100));
                }
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
        FittingTarget target = FittingTarget.Of(shape, kernel, DenseMoment.Of(SeededMatrices.WithEigenvalues(eigenvalues, seed: 4)));
        (_, double error) = RingFitting.Fit(target, ring, CancellationToken.None);
        Assert.InRange(error, 0, 0.8 * ErrorOf(target, ring));
    }

    [Fact]
    public void An_exact_ring_stays_exact()
    {
        TensorRingKernel ring = Ring(s_shape, new RingRanks(2, 2, 3, 2), seed: 5);
        // But for the float32 rounding of the kernel that it is fitted to: 2^-24 squared is 4e-15.
        (_, double error) = RingFitting.Fit(Target(KernelOf(ring), 36, seed: 6), ring, CancellationToken.None);
        Assert.InRange(error, 0, 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_ring_that_was_moved_finds_most_of_its_way_back(int branches)
    {
        TensorRingKernel ring = Ring(s_shape, new RingRanks(2, branches, 2, 2), seed: 7);
        Random random = new(8);
        TensorRingKernel moved = new([.. ring.Cores.Select(core => new RingCore(
            core.Before, core.Size, core.After, [.. core.Data.Select(number => number + (0.2 * (random.NextDouble() - 0.5)))]))]);
        FittingTarget target = Target(KernelOf(ring), 36, seed: 9);
        (_, double error) = RingFitting.Fit(target, moved, CancellationToken.None);
        Assert.InRange(error, 0, 0.01 * ErrorOf(target, moved));
    }

    [Fact]
    public void The_best_outputs_lose_what_is_told_and_no_other_core_moves()
    {
        foreach (KernelShape shape in SmallShapes)
        {
            foreach (Inputs inputs in Enum.GetValues<Inputs>())
            {
                FittingTarget target = SeededTargets.Of(shape, inputs, seed: 10);
                foreach (RingRanks ranks in s_ranks)
                {
                    TensorRingKernel ring = Ring(shape, ranks, seed: 11);
                    TensorRingKernel best = RingFitting.WithBestOutputs(target, ring);
                    Assert.Equal(ranks, best.Ranks);
                    Assert.Equal(ring.Cores.Skip(1).Select(core => core.Data), best.Cores.Skip(1).Select(core => core.Data));
                    Assert.Equal(ErrorOf(target, best), RingFitting.ErrorWithBestOutputs(target, ring), 1e-6);
                    Assert.True(ErrorOf(target, best) <= ErrorOf(target, ring));
                }
            }
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_numbers()
    {
        FittingTarget target = SeededTargets.Of(new KernelShape(32, 24, 3, 3), Inputs.Channels, seed: 12);
        TensorRingKernel ring = Ring(target.Shape, new RingRanks(4, 2, 8, 8), seed: 13);
        double[][] before = [.. ring.Cores.Select(core => (double[])core.Data.Clone())];
        double[][] Run(int threads) => BoundedWork.Run(threads, () =>
        {
            (TensorRingKernel fitted, double error) = RingFitting.Fit(target, ring, CancellationToken.None);
            return (double[][])[.. fitted.Cores.Select(core => core.Data), [error]];
        });
        Assert.Equal(Run(1), Run(2));
        // The ring that was given stays as it is.
        Assert.Equal(before, ring.Cores.Select(core => core.Data));
    }

    [Fact]
    public void Inputs_that_never_vary_are_fitted_as_if_all_counted_alike()
    {
        float[] kernel = Of(Kind.Noise, s_shape, seed: 14);
        TensorRingKernel ring = Ring(s_shape, new RingRanks(2, 2, 3, 2), seed: 15);
        FittingTarget silent = FittingTarget.Of(s_shape, kernel, DenseMoment.Of(new(36, 36)));
        FittingTarget plain = FittingTarget.Of(s_shape, kernel, ChannelMoment.Identity);
        Assert.Equal(RingFitting.Fit(plain, ring, default).SquaredError, RingFitting.Fit(silent, ring, default).SquaredError, 1e-9);
        // Where only the channels' moment is known nothing is an error, and the ring stays.
        FittingTarget without = FittingTarget.Of(s_shape, kernel, ChannelMoment.Of(new(4, 4)));
        Assert.Equal((ring, 0), RingFitting.Fit(without, ring, default));
    }

    [Fact]
    public void Cancelled_work_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        TensorRingKernel ring = Ring(s_shape, new RingRanks(2, 2, 3, 2), seed: 16);
        FittingTarget target = Target(KernelOf(ring), 36, seed: 17);
        Assert.Throws<OperationCanceledException>(() => RingFitting.Fit(target, ring, cancelled.Token));
    }

    private static void AssertFits(FittingTarget target, TensorRingKernel ring)
    {
        (TensorRingKernel fitted, double error) = RingFitting.Fit(target, ring, CancellationToken.None);
        Assert.Equal(ring.Ranks, fitted.Ranks);
        // A random ring is far from any minimum.
        double before = ErrorOf(target, ring);
        Assert.True(error < before, $"{error} is not below {before}: {target.Shape}, {ring.Ranks}");
        Assert.Equal(ErrorOf(target, fitted), error, 1e-6);
    }

    private static FittingTarget Target(float[] kernel, int rank, int seed)
    {
        double[] eigenvalues = [.. Enumerable.Range(0, 36).Select(k => k < rank ? 1.0 / (1 + k) : 0)];
        return FittingTarget.Of(s_shape, kernel, DenseMoment.Of(SeededMatrices.WithEigenvalues(eigenvalues, seed)));
    }

    private static double ErrorOf(FittingTarget target, TensorRingKernel ring) => target.SquaredError(KernelOf(ring));

    private static float[] KernelOf(TensorRingKernel ring) => [.. ring.Reconstruct().Select(number => (float)number)];
}
