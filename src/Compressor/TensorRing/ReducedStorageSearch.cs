using System.Globalization;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// Finds direct TR-SVDs of one kernel: the first decompositions of its circular shifts are shared by all relative errors
/// and all splits.
/// The result is that of trying everything. The work is less: splits whose storage provably exceeds the best one known
/// are dropped as soon as that is provable, and vectors are computed only for splits that are still in the race.
/// </summary>
internal sealed class ReducedStorageSearch
{
    // How much more storage than the least a split may have to be tried with other signs, how many patterns are tried,
    // and how much work that may be in multiply-adds. In wide layers the signs average out, and only time would be lost.
    private const double SignSlack = 1.05;
    private const int SignPatterns = 4;
    private const double SignWork = 1e8;

    private readonly FirstUnfolding[] _shifts = new FirstUnfolding[KernelShape.Modes];
    private readonly CutSpectra _spectra;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares the search: the first unfoldings of the four circular shifts.</summary>
    /// <param name="kernel">T C kh kw numbers, last index fastest.</param>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="RsdtrException">The kernel holds NaN or infinity (RSDTR1006).</exception>
    public ReducedStorageSearch(ReadOnlySpan<float> kernel, KernelShape shape, CancellationToken cancellation)
    {
        double[] numbers = ToFinite(kernel, shape);
        _cancellation = cancellation;
        BoundedWork.For(KernelShape.Modes, shift => _shifts[shift] = FirstUnfolding.Of(numbers, shape, shift), cancellation);
        _spectra = new CutSpectra(_shifts, numbers, shape);
    }

    /// <summary>The squared Frobenius norm of the kernel.</summary>
    public double SquaredNorm => _spectra.SquaredNorm;

    /// <summary>The split with the least storage at a relative error.</summary>
    /// <param name="relativeError">The prescribed relative error.</param>
    /// <param name="trySigns">Whether several sign patterns are compared (<see cref="SignPattern"/>), which takes several times as long.</param>
    public RingSplit FindLeast(double relativeError, bool trySigns = true)
    {
        double tolerance = Tolerance(relativeError);
        int[] ranks = new int[KernelShape.Modes];
        BoundedWork.For(KernelShape.Modes, shift => ranks[shift] = _shifts[shift].RankAt(tolerance), _cancellation);
        List<RingSplit> splits = [.. _shifts.SelectMany((first, shift) =>
            Divisors.Of(ranks[shift]).Select(r0 => new RingSplit(first, r0, ranks[shift] / r0, default)))];

        if (!trySigns)
        {
            return FindLeast(splits, tolerance, best: null, signSlack: 1);
        }

        RingSplit best = FindLeast(splits, tolerance, best: null, SignSlack);
        // Below the slack, not at it: a split exactly there is completed or dropped depending on which thread was first.
        List<RingSplit> variants = [.. splits
            .Where(split => split.IsComplete && split.StorageBound < best.StorageBound * SignSlack)
            .SelectMany(split => Enumerable.Range(1, PatternsFor(split)).Select(number => split.With(new SignPattern(number))))];
        return FindLeast(variants, tolerance, best, signSlack: 1);
    }

    /// <summary>The split with R1 = 1 of one of the two shifts that begin with a channel mode: no branches when it is run.</summary>
    /// <param name="shift">0, the output channels first, or 1, the input channels first.</param>
    /// <param name="relativeError">The prescribed relative error.</param>
    public RingSplit WithoutBranches(int shift, double relativeError)
    {
        double tolerance = Tolerance(relativeError);
        int rank = _shifts[shift].RankAt(tolerance);
        // R1 stands before the mode C and after the mode T.
        RingSplit split = shift == 0
            ? new RingSplit(_shifts[0], rank, 1, default)
            : new RingSplit(_shifts[1], 1, rank, default);
        split.BoundSecond(tolerance);
        split.FindSecond(tolerance);
        split.BoundThird(tolerance);
        split.FindThird(tolerance);
        return split;
    }

    private static double Tolerance(double relativeError) => relativeError / Math.Sqrt(KernelShape.Modes - 1);

    private static int PatternsFor(RingSplit split) =>
        split.DependsOnSigns ? (int)Math.Min(SignPatterns, SignWork / split.SecondWork) : 0;

    // Finds the split with the least storage. Every split that may be tried with other signs and is within `signSlack` of
    // the least is completed, whatever the order in which threads get to them, so that the result does not depend on it.
    private RingSplit FindLeast(List<RingSplit> splits, double tolerance, RingSplit? best, double signSlack)
    {
        Lock gate = new();
        Action<RingSplit>[] steps =
        [
            split => split.BoundBySingleModes(_spectra, tolerance),
            split => split.BoundByPairs(_spectra, tolerance),
            split => split.BoundSecond(tolerance),
            split => split.FindSecond(tolerance),
            split => split.BoundThirdByCuts(_spectra, tolerance),
            split => split.BoundThird(tolerance),
            split => split.FindThird(tolerance),
        ];

        // Cheap splits first: they give a bound that spares the dear ones.
        RingSplit[] order = [.. splits.OrderBy(split => split.SecondShortSide)];
        BoundedWork.For(order.Length, place =>
        {
            RingSplit split = order[place];
            double slack = PatternsFor(split) > 0 ? signSlack : 1;
            foreach (Action<RingSplit> step in steps)
            {
                _cancellation.ThrowIfCancellationRequested();
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
        }, _cancellation);
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
