using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// One split R0 x R1 of the first rank of one circular shift: the two further truncated decompositions of the direct
/// TR-SVD (arXiv 2405.10802, algorithm 1), done step by step so that a search can stop as soon as the split cannot win.
/// </summary>
internal sealed class RingSplit
{
    private readonly FirstUnfolding _first;
    private readonly int _r0;
    private readonly int _r1;
    private readonly SignPattern _signs;
    private RingCore? _firstCore;
    private RingCore? _secondCore;
    private TruncatedSvd? _second;
    private TruncatedSvd? _third;
    private int _r2 = 1;
    private int _r3 = 1;

    /// <summary>A split of which nothing is computed yet.</summary>
    public RingSplit(FirstUnfolding first, int r0, int r1, SignPattern signs)
    {
        _first = first;
        _r0 = r0;
        _r1 = r1;
        _signs = signs;
    }

    /// <summary>Which mode comes first.</summary>
    public int Shift => _first.Shift;

    /// <summary>The part of the first rank that moves to the far end.</summary>
    public int R0 => _r0;

    /// <summary>Which signs the singular vectors of the first unfolding take.</summary>
    public SignPattern Signs => _signs;

    /// <summary>Whether signs matter: with R0 or R1 of 1 they only scale rows or columns of the second unfolding.</summary>
    public bool DependsOnSigns => _r0 > 1 && _r1 > 1;

    /// <summary>The shorter side of the second unfolding: what its decomposition costs grows with the cube of it.</summary>
    public int SecondShortSide => Math.Min(_r1 * _first.Size(1), _first.Size(2) * _first.Size(3) * _r0);

    /// <summary>About how many multiply-adds the second unfolding takes: dealing it out, its Gram matrix, its eigenvalues.</summary>
    public double SecondWork
    {
        get
        {
            double elements = (double)_r1 * _first.Size(1) * _first.Size(2) * _first.Size(3) * _r0;
            return (elements * (SecondShortSide + 50)) + Math.Pow(SecondShortSide, 3);
        }
    }

    /// <summary>
    /// The least storage that the split can still have: exact once both ranks are known, a bound from below before.
    /// </summary>
    public long StorageBound =>
        ((long)_r0 * _first.Size(0) * _r1) + ((long)_r1 * _first.Size(1) * _r2)
        + ((long)_r2 * _first.Size(2) * _r3) + ((long)_r3 * _first.Size(3) * _r0);

    /// <summary>The ranks in the order of the modes T, C, kh, kw; right once the split is complete.</summary>
    public RingRanks Ranks
    {
        get
        {
            int[] shifted = [_r0, _r1, _r2, _r3];
            int At(int mode) => shifted[(mode - Shift + KernelShape.Modes) % KernelShape.Modes];
            return new RingRanks(At(0), At(1), At(2), At(3));
        }
    }

    /// <summary>Whether both ranks are known, so that the storage is.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The squared norm that all truncations neglect together; the left factors are orthonormal, so tails add up.</summary>
    public double SquaredError { get; private set; }

    /// <summary>
    /// Bounds R2 and R3 by the kernel's unfoldings along the cuts of the ring that are known or cheap. The truncations
    /// together neglect at most E2 = e1 + d^2 (N - e1) after the second and E3 = E2 + d^2 (N - E2) after the third, where N
    /// is the squared norm, e1 what the first one neglected and d the tolerance.
    /// </summary>
    public void BoundBySingleModes(CutSpectra spectra, double tolerance)
    {
        (double second, double third) = LargestErrors(tolerance);
        Raise(ref _r2, spectra.LeastRank(CutSpectra.Of(Shift + 1, 1), second), _r1);
        Raise(ref _r3, spectra.LeastRank(CutSpectra.Of(Shift + 3, 1), third), _r0);
    }

    /// <summary>Bounds R2 and R3 by the unfoldings along cuts between pairs of modes, where they cost less than going on.</summary>
    public void BoundByPairs(CutSpectra spectra, double tolerance)
    {
        (double second, double third) = LargestErrors(tolerance);
        double thirdWork = CutSpectra.Work(_r2 * (double)_first.Size(2), _first.Size(3) * (double)_r0);
        double affordable = 3 * (SecondWork + thirdWork);
        foreach ((int first, bool bounds2) in ((int, bool)[])[(Shift, true), (Shift + 1, false)])
        {
            KernelCut cut = CutSpectra.Of(first, 2);
            if (spectra.RemainingWork(cut) > affordable)
            {
                continue;
            }

            if (bounds2)
            {
                Raise(ref _r2, spectra.LeastRank(cut, second), _r0);
            }
            else
            {
                Raise(ref _r3, spectra.LeastRank(cut, third), _r1);
            }
        }
    }

    /// <summary>Bounds R2 from below by the Gram matrix of the second unfolding.</summary>
    public void BoundSecond(double tolerance)
    {
        (_firstCore, Matrix remainder) = _first.Split(_r0, _r1, _signs);
        _second = TruncatedSvd.Of(remainder);
        _r2 = Math.Max(_r2, _second.RankBound(tolerance));
    }

    /// <summary>Finds R2, and with it a bound on R3.</summary>
    public void FindSecond(double tolerance)
    {
        double[] squares = _second!.SquaredValues;
        _r2 = _second.RankAt(tolerance);
        // The third unfolding stacks n2 blocks of columns of the second: none of its squared singular values exceeds n2
        // times the largest of the second, so it takes at least this many to hold what must be kept.
        double kept = (1 - (tolerance * tolerance)) * (squares.Sum() - _second.SquaredTail(_r2));
        double largest = _first.Size(2) * squares[0];
        if (largest > 0)
        {
            _r3 = Math.Max(_r3, (int)Math.Ceiling((kept / largest * (1 - 1e-9)) - 1e-9));
        }
    }

    /// <summary>
    /// Bounds R3 by the kernel's unfoldings once more, now that what two truncations neglect is known and mostly less than
    /// they were allowed to. Where they neglect nothing and R0 or R1 is 1, the third unfolding has the singular values of one
    /// of the kernel's own: then the bound is R3 itself.
    /// </summary>
    public void BoundThirdByCuts(CutSpectra spectra, double tolerance)
    {
        double neglected = _first.SquaredTail(_r0 * _r1) + _second!.SquaredTail(_r2);
        double allowed = neglected + (tolerance * tolerance * (_first.SquaredNorm - neglected));
        Raise(ref _r3, spectra.LeastRank(CutSpectra.Of(Shift + 3, 1), allowed), _r0);
        Raise(ref _r3, spectra.LeastRank(CutSpectra.Of(Shift + 2, 1), allowed), _r2);
        KernelCut pair = CutSpectra.Of(Shift + 1, 2);
        if (spectra.RemainingWork(pair) <= CutSpectra.Work(_r2 * (double)_first.Size(2), _first.Size(3) * (double)_r0))
        {
            Raise(ref _r3, spectra.LeastRank(pair, allowed), _r1);
        }
    }

    /// <summary>Bounds R3 from below by the Gram matrix of the third unfolding.</summary>
    public void BoundThird(double tolerance)
    {
        (Matrix left, Matrix right) = _second!.Factors(_r2);
        _secondCore = new RingCore(_r1, _first.Size(1), _r2, left.Data);
        _third = TruncatedSvd.Of(right.Reshape(_r2 * _first.Size(2), _first.Size(3) * _r0));
        _r3 = Math.Max(_r3, _third.RankBound(tolerance));
    }

    /// <summary>Finds R3: the storage is known now.</summary>
    public void FindThird(double tolerance)
    {
        _r3 = _third!.RankAt(tolerance);
        SquaredError = _first.SquaredTail(_r0 * _r1) + _second!.SquaredTail(_r2) + _third.SquaredTail(_r3);
        IsComplete = true;
    }

    /// <summary>The same split with other signs, of which nothing is computed yet.</summary>
    public RingSplit With(SignPattern signs) => new(_first, _r0, _r1, signs);

    /// <summary>The ring, its cores turned back to the order T, C, kh, kw (circular shift invariance).</summary>
    public TensorRingKernel ToKernel()
    {
        (Matrix left, Matrix right) = _third!.Factors(_r3);
        RingCore[] shifted =
        [
            _firstCore!,
            _secondCore!,
            new RingCore(_r2, _first.Size(2), _r3, left.Data),
            new RingCore(_r3, _first.Size(3), _r0, right.Data),
        ];
        RingCore[] cores = new RingCore[KernelShape.Modes];
        for (int position = 0; position < shifted.Length; position++)
        {
            cores[(position + _first.Shift) % KernelShape.Modes] = shifted[position];
        }

        return new TensorRingKernel(cores);
    }

    private (double Second, double Third) LargestErrors(double tolerance)
    {
        double square = tolerance * tolerance;
        double norm = _first.SquaredNorm;
        double first = _first.SquaredTail(_r0 * _r1);
        double second = first + (square * (norm - first));
        return (second, second + (square * (norm - second)));
    }

    // A cut through `rank` and `other` must carry `product`.
    private static void Raise(ref int rank, int product, int other) => rank = Math.Max(rank, (product + other - 1) / other);

    /// <summary>Lets go of what the search no longer needs.</summary>
    public void Release()
    {
        _second = null;
        _third = null;
        _firstCore = null;
        _secondCore = null;
    }
}
