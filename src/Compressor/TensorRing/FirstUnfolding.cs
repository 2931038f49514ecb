using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// One circular shift of a kernel's modes, unfolded along its first mode, with the singular value decomposition that all
/// splits of the first rank share (arXiv 2405.10802, algorithm 2: the outer loop).
/// </summary>
internal sealed class FirstUnfolding
{
    private readonly int[] _sizes;
    private readonly TruncatedSvd _svd;
    private readonly Lock _gate = new();
    private (int Rank, Matrix Left, Matrix Right)? _factors;

    private FirstUnfolding(int shift, int[] sizes, TruncatedSvd svd)
    {
        Shift = shift;
        _sizes = sizes;
        _svd = svd;
    }

    /// <summary>Which mode comes first: 0 T, 1 C, 2 kh, 3 kw.</summary>
    public int Shift { get; }

    /// <summary>The size of a mode of the shifted tensor, 0 to 3.</summary>
    public int Size(int position) => _sizes[position];

    /// <summary>The squared Frobenius norm of the kernel.</summary>
    public double SquaredNorm => _svd.SquaredTail(0);

    /// <summary>The squared singular values, largest first.</summary>
    public double[] SquaredValues => _svd.SquaredValues;

    /// <summary>Shifts, unfolds and prepares the decomposition.</summary>
    /// <param name="kernel">T C kh kw numbers, last index fastest.</param>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="shift">Which mode comes first.</param>
    public static FirstUnfolding Of(ReadOnlySpan<double> kernel, KernelShape shape, int shift)
    {
        int[] sizes = [.. Enumerable.Range(0, KernelShape.Modes).Select(position => shape[(position + shift) % KernelShape.Modes])];
        // Moving the first mode to the end is a transposition of (first) x (rest); shifting by k moves k modes.
        int moved = 1;
        for (int mode = 0; mode < shift; mode++)
        {
            moved *= shape[mode];
        }

        double[] data = kernel.ToArray();
        Matrix unshifted = new(moved, data.Length / moved, data);
        Matrix shifted = shift == 0 ? unshifted : unshifted.Transpose();
        return new FirstUnfolding(shift, sizes, TruncatedSvd.Of(shifted.Reshape(sizes[0], data.Length / sizes[0])));
    }

    /// <summary>The least rank that keeps the neglected tail below the tolerance.</summary>
    public int RankAt(double tolerance) => _svd.RankAt(tolerance);

    /// <summary>The squared norm that a truncation to a rank neglects.</summary>
    public double SquaredTail(int rank) => _svd.SquaredTail(rank);

    /// <summary>
    /// The first core G(R0, n0, R1) and the remaining tensor, the R0 part of the rank moved to its far end, as a matrix
    /// (R1 n1) x (n2 n3 R0). Singular vectors are dealt out with R1 running fastest, each with its sign of the pattern.
    /// </summary>
    public (RingCore Core, Matrix Remainder) Split(int r0, int r1, SignPattern signs)
    {
        (Matrix left, Matrix right) = Factors(r0 * r1);
        double[] core = new double[left.Data.Length];
        for (int n = 0; n < _sizes[0]; n++)
        {
            for (int a = 0; a < r0; a++)
            {
                Span<double> target = core.AsSpan(((a * _sizes[0]) + n) * r1, r1);
                for (int b = 0; b < r1; b++)
                {
                    target[b] = signs[(a * r1) + b] * left[n, (a * r1) + b];
                }
            }
        }

        int volume = right.Columns;
        double[] remainder = new double[right.Data.Length];
        for (int b = 0; b < r1; b++)
        {
            // For one r1 the rows (r0, volume) become (volume, r0).
            Span<double> target = remainder.AsSpan(b * volume * r0, volume * r0);
            for (int a = 0; a < r0; a++)
            {
                double sign = signs[(a * r1) + b];
                ReadOnlySpan<double> source = right.Row((a * r1) + b);
                for (int v = 0; v < source.Length; v++)
                {
                    target[(v * r0) + a] = sign * source[v];
                }
            }
        }

        int columns = _sizes[2] * _sizes[3] * r0;
        return (new RingCore(r0, _sizes[0], r1, core), new Matrix(r1 * _sizes[1], columns, remainder));
    }

    private (Matrix Left, Matrix Right) Factors(int rank)
    {
        lock (_gate)
        {
            if (_factors is not { } known || known.Rank != rank)
            {
                (Matrix left, Matrix right) = _svd.Factors(rank);
                known = (rank, left, right);
                _factors = known;
            }

            return (known.Left, known.Right);
        }
    }
}
