using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Threading;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

/// <summary>The search drops splits that provably cannot win; here all are tried to the end, as the paper's algorithm does.</summary>
public sealed class ReducedStorageSearchTests
{
    private static readonly double[] _errors = [0, 0.05, 0.2, 0.4, 0.6, 0.85];

    public static TheoryData<KernelShape> Shapes => [.. OddShapes, new KernelShape(16, 16, 3, 3), new KernelShape(12, 24, 3, 3)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Pruning_does_not_change_the_answer(KernelShape shape)
    {
        foreach ((float[] kernel, double error) in Instances(shape))
        {
            RingSplit expected = EverySplit(kernel, shape, error)
                .MinBy(split => (split.StorageBound, split.Shift, split.R0))!;
            foreach (int threads in (int[])[1, 4])
            {
                RingSplit found = BoundedWork.Run(
                    threads, () => new ReducedStorageSearch(kernel, shape, CancellationToken.None).FindLeast(error, trySigns: false));
                Assert.True(found.IsComplete);
                Assert.Equal(
                    (expected.StorageBound, expected.Shift, expected.R0, expected.Ranks, expected.SquaredError),
                    (found.StorageBound, found.Shift, found.R0, found.Ranks, found.SquaredError));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bounds_never_exceed_what_is_found(KernelShape shape)
    {
        foreach ((float[] kernel, double error) in Instances(shape))
        {
            (FirstUnfolding[] modes, CutSpectra spectra) = Prepare(kernel, shape);
            double tolerance = Tolerance(error);
            foreach (RingSplit split in Splits(modes, tolerance))
            {
                List<long> bounds = [split.StorageBound];
                void After(Action<double> step)
                {
                    step(tolerance);
                    bounds.Add(split.StorageBound);
                }

                After(value => split.BoundBySingleModes(spectra, value));
                After(value => split.BoundByPairs(spectra, value));
                After(split.BoundSecond);
                After(split.FindSecond);
                After(value => split.BoundThirdByCuts(spectra, value));
                After(split.BoundThird);
                After(split.FindThird);
                Assert.True(
                    bounds.TrueForAll(bound => bound <= split.StorageBound),
                    $"{shape} at {error}, shift {split.Shift}, R0 {split.R0}: bounds {string.Join(", ", bounds)}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_ring_has_less_rank_across_a_cut_than_the_unfolding_along_it(KernelShape shape)
    {
        foreach ((float[] kernel, double error) in Instances(shape))
        {
            (FirstUnfolding[] modes, CutSpectra spectra) = Prepare(kernel, shape);
            foreach (RingSplit split in EverySplit(kernel, shape, error))
            {
                RingRanks ranks = split.Ranks;
                for (int mode = 0; mode < KernelShape.Modes; mode++)
                {
                    Assert.InRange(
                        spectra.LeastRank(CutSpectra.Of(mode, 1), split.SquaredError), 1, ranks.Before(mode) * ranks.After(mode));
                    Assert.InRange(
                        spectra.LeastRank(CutSpectra.Of(mode, 2), split.SquaredError), 1,
                        ranks.Before(mode) * ranks.After((mode + 1) % KernelShape.Modes));
                }
            }
        }
    }

    // What two truncations leave alone is the kernel turned by orthogonal matrices, which keeps singular values.
    [Theory]
    [InlineData(16, 16, 3, 3)]
    [InlineData(12, 24, 3, 3)]
    [InlineData(6, 4, 2, 5)]
    public void Where_nothing_is_neglected_before_it_the_third_rank_is_known_beforehand(int outputs, int inputs, int height, int width)
    {
        KernelShape shape = new(outputs, inputs, height, width);
        int known = 0;
        foreach ((float[] kernel, double error) in Instances(shape))
        {
            (FirstUnfolding[] modes, CutSpectra spectra) = Prepare(kernel, shape);
            // Both are wanted here whatever they cost.
            spectra.LeastRank(KernelCut.ChannelsFromSpace, 0);
            spectra.LeastRank(KernelCut.Crossed, 0);
            double tolerance = Tolerance(error);
            foreach (RingSplit split in Splits(modes, tolerance).Where(split => !split.DependsOnSigns))
            {
                split.BoundSecond(tolerance);
                split.FindSecond(tolerance);
                int rank = split.Ranks.Before((split.Shift + 2) % KernelShape.Modes);
                if (modes[split.Shift].SquaredTail(split.R0 * split.Ranks.Before((split.Shift + 1) % KernelShape.Modes)) > 0
                    || rank < split.SecondShortSide)
                {
                    continue;
                }

                split.BoundThirdByCuts(spectra, tolerance);
                long bound = split.StorageBound;
                split.BoundThird(tolerance);
                split.FindThird(tolerance);
                Assert.Equal(split.StorageBound, bound);
                known++;
            }
        }

        Assert.NotEqual(0, known);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Trying_signs_never_needs_more_storage(KernelShape shape)
    {
        foreach ((float[] kernel, double error) in Instances(shape))
        {
            ReducedStorageSearch search = new(kernel, shape, CancellationToken.None);
            long plain = search.FindLeast(error, trySigns: false).StorageBound;
            Assert.InRange(search.FindLeast(error).StorageBound, 1, plain);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Rings_without_branches_have_R1_of_one_and_keep_to_the_error(KernelShape shape)
    {
        foreach ((float[] kernel, double error) in Instances(shape).Where(instance => instance.Error > 0))
        {
            ReducedStorageSearch search = new(kernel, shape, CancellationToken.None);
            for (int shift = 0; shift < 2; shift++)
            {
                RingSplit split = search.WithoutBranches(shift, error);
                Assert.Equal((shift, 1), (split.Shift, split.Ranks.R1));
                TensorRingKernel ring = split.ToKernel();
                Assert.Equal(split.Ranks, ring.Ranks);
                Assert.InRange(TensorRingAssert.RelativeError(kernel, ring), 0, error);
            }
        }
    }

    [Fact]
    public void Spectra_may_be_asked_for_by_several_threads_at_once()
    {
        KernelShape shape = new(12, 10, 5, 5);
        float[] kernel = Of(Kind.Noise, shape, seed: 40);
        KernelCut[] cuts = [KernelCut.ChannelsFromSpace, KernelCut.Crossed];
        (_, CutSpectra alone) = Prepare(kernel, shape);
        int[] expected = [.. cuts.Select(cut => alone.LeastRank(cut, 0.2 * alone.SquaredNorm))];
        for (int run = 0; run < 20; run++)
        {
            (_, CutSpectra shared) = Prepare(kernel, shape);
            double allowed = 0.2 * shared.SquaredNorm;
            using Barrier start = new(4);
            int[][] found = new int[4][];
            Thread[] threads = [.. Enumerable.Range(0, found.Length).Select(index => new Thread(() =>
            {
                start.SignalAndWait();
                found[index] = [.. cuts.Select(cut => shared.LeastRank(cut, allowed))];
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.All(found, ranks => Assert.Equal(expected, ranks));
        }
    }

    [Fact]
    public void Cuts_are_named_by_the_modes_that_they_separate()
    {
        Assert.Equal([KernelCut.Mode0, KernelCut.Mode1, KernelCut.Mode2, KernelCut.Mode3, KernelCut.Mode0], Enumerable.Range(0, 5).Select(mode => CutSpectra.Of(mode, 1)));
        Assert.Equal(
            [KernelCut.ChannelsFromSpace, KernelCut.Crossed, KernelCut.ChannelsFromSpace, KernelCut.Crossed],
            Enumerable.Range(0, 4).Select(mode => CutSpectra.Of(mode, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CutSpectra.Of(0, 3));
    }

    private static IEnumerable<(float[] Kernel, double Error)> Instances(KernelShape shape)
    {
        Kind[] kinds = [Kind.Noise, Kind.LowRank, Kind.LowRankAndNoise];
        return kinds.SelectMany((kind, seed) => _errors.Select(error => (Of(kind, shape, 20 + seed), error)));
    }

    private static List<RingSplit> EverySplit(float[] kernel, KernelShape shape, double error)
    {
        (FirstUnfolding[] modes, _) = Prepare(kernel, shape);
        double tolerance = Tolerance(error);
        List<RingSplit> splits = [.. Splits(modes, tolerance)];
        foreach (RingSplit split in splits)
        {
            split.BoundSecond(tolerance);
            split.FindSecond(tolerance);
            split.BoundThird(tolerance);
            split.FindThird(tolerance);
        }

        return splits;
    }

    private static IEnumerable<RingSplit> Splits(FirstUnfolding[] modes, double tolerance) =>
        from first in modes
        let rank = first.RankAt(tolerance)
        from r0 in Enumerable.Range(1, rank)
        where rank % r0 == 0
        select new RingSplit(first, r0, rank / r0, default);

    private static (FirstUnfolding[] Modes, CutSpectra Spectra) Prepare(float[] kernel, KernelShape shape)
    {
        double[] numbers = [.. kernel.Select(number => (double)number)];
        FirstUnfolding[] modes = [.. Enumerable.Range(0, KernelShape.Modes).Select(shift => FirstUnfolding.Of(numbers, shape, shift))];
        return (modes, new CutSpectra(modes, numbers, shape));
    }

    // Each of the three truncations of four modes gets p / sqrt(3).
    private static double Tolerance(double error) => error / Math.Sqrt(3);
}
