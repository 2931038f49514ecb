using System.Collections.Concurrent;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// Reduced storage direct tensor ring decomposition (RSDTR; Gabor and Zdunek, arXiv 2405.10802, algorithm 2): of all
/// circular shifts of the kernel's modes and all splits of the first rank into R0 x R1, the direct TR-SVD with the least
/// storage at a relative error.
/// The result is that of trying everything. The work is less: splits whose storage provably exceeds the best one known
/// are dropped as soon as that is provable, and vectors are computed only for splits that are still in the race.
/// </summary>
public static class ReducedStorageDecomposition
{
    // How much more storage than the least a split may have to be tried with other signs, how many patterns are tried,
    // and how much work that may be in multiply-adds. In wide layers the signs average out, and only time would be lost.
    private const double SignSlack = 1.08;
    private const int SignPatterns = 12;
    private const double SignWork = 1e8;

    /// <summary>Decomposes a kernel.</summary>
    /// <param name="kernel">T C kh kw numbers, last index fastest.</param>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="relativeError">The prescribed relative error p, 0 or more and below 1; each of the three truncations gets p / sqrt(3).</param>
    /// <param name="threads">How many threads may work at once; the result does not depend on it.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="RsdtrException">The kernel holds NaN or infinity (RSDTR1006).</exception>
    /// <exception cref="ArgumentException">The count of numbers is not that of the shape, or the error is out of range.</exception>
    public static RingDecomposition Decompose(
        ReadOnlySpan<float> kernel, KernelShape shape, double relativeError, int threads = 1, CancellationToken cancellation = default)
    {
        if (kernel.Length != shape.Size || kernel.IsEmpty)
        {
            throw new ArgumentException($"A kernel of {shape} holds {shape.Size} numbers, not {kernel.Length}.", nameof(kernel));
        }

        if (!(relativeError >= 0 && relativeError < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeError), relativeError, "0 or more and below 1.");
        }

        double[] numbers = ToFinite(kernel, shape);
        double tolerance = relativeError / Math.Sqrt(KernelShape.Modes - 1);
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };

        FirstUnfolding[] shifts = new FirstUnfolding[KernelShape.Modes];
        int[] ranks = new int[KernelShape.Modes];
        Parallel.For(0, KernelShape.Modes, options, shift =>
        {
            shifts[shift] = FirstUnfolding.Of(numbers, shape, shift);
            ranks[shift] = shifts[shift].RankAt(tolerance);
        });

        List<RingSplit> splits = [];
        for (int shift = 0; shift < shifts.Length; shift++)
        {
            foreach (int r0 in Divisors.Of(ranks[shift]))
            {
                splits.Add(new RingSplit(shifts[shift], r0, ranks[shift] / r0, default));
            }
        }

        CutSpectra spectra = new(shifts, numbers, shape);
        RingSplit best = FindLeast(splits, spectra, tolerance, best: null, SignSlack, options);
        List<RingSplit> variants = [.. splits
            .Where(split => split.IsComplete && split.StorageBound <= best.StorageBound * SignSlack)
            .SelectMany(split => Enumerable.Range(1, PatternsFor(split)).Select(number => split.With(new SignPattern(number))))];
        best = FindLeast(variants, spectra, tolerance, best, signSlack: 1, options);
        double norm = shifts[0].SquaredNorm;
        double error = norm > 0 ? Math.Sqrt(best.SquaredError / norm) : 0;
        return new RingDecomposition(best.ToKernel(), best.Shift, error);
    }

    private static int PatternsFor(RingSplit split) =>
        split.DependsOnSigns ? (int)Math.Min(SignPatterns, SignWork / split.SecondWork) : 0;

    // Finds the split with the least storage. Every split that may be tried with other signs and is within `signSlack` of
    // the least is completed, whatever the order in which threads get to them, so that the result does not depend on it.
    private static RingSplit FindLeast(
        List<RingSplit> splits, CutSpectra spectra, double tolerance, RingSplit? best, double signSlack, ParallelOptions options)
    {
        Lock gate = new();
        Action<RingSplit>[] steps =
        [
            split => split.BoundBySingleModes(spectra, tolerance),
            split => split.BoundByPairs(spectra, tolerance),
            split => split.BoundSecond(tolerance),
            split => split.FindSecond(tolerance),
            split => split.BoundThird(tolerance),
            split => split.FindThird(tolerance),
        ];

        // Cheap splits first: they give a bound that spares the dear ones.
        RingSplit[] order = [.. splits.OrderBy(split => split.SecondShortSide)];
        Parallel.ForEach(Partitioner.Create(order, EnumerablePartitionerOptions.NoBuffering), options, split =>
        {
            double slack = PatternsFor(split) > 0 ? signSlack : 1;
            foreach (Action<RingSplit> step in steps)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                if (Volatile.Read(ref best) is { } known
                    && split.StorageBound >= known.StorageBound * slack
                    && Rank(split).CompareTo(Rank(known)) > 0)
                {
                    split.Release();
                    return;
                }

                step(split);
            }

            lock (gate)
            {
                if (best is null || Rank(split).CompareTo(Rank(best)) < 0)
                {
                    best?.Release();
                    best = split;
                }
                else
                {
                    split.Release();
                }
            }
        });
        return best!;
    }

    // Ties go to the earlier shift and the smaller R0, as when all are tried in order, and to the signs as they come.
    private static (long Storage, int Shift, int R0, int Signs) Rank(RingSplit split) =>
        (split.StorageBound, split.Shift, split.R0, split.Signs.Number);

    private static double[] ToFinite(ReadOnlySpan<float> kernel, KernelShape shape)
    {
        double[] numbers = new double[kernel.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!float.IsFinite(kernel[i]))
            {
                throw new RsdtrException(
                    ModelDiagnostics.NonFiniteWeight,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A kernel of {shape} holds {kernel[i]} at element {i}: export the model again from finite weights."));
            }

            numbers[i] = kernel[i];
        }

        return numbers;
    }
}
