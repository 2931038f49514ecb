namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// The factorization A = L L^T of a symmetric positive semidefinite matrix, of which L's leading blocks are those of A's leading
/// blocks. Source: Golub and Van Loan, Matrix Computations, 4th ed., section 4.2.
/// </summary>
internal sealed class Cholesky
{
    private readonly Matrix _lower;

    private Cholesky(Matrix lower) => _lower = lower;

    /// <summary>
    /// Factorizes A + r m I, where m is the mean of A's diagonal. Directions in which A is zero then count as little as
    /// <paramref name="ridge"/> says, instead of being divided by zero.
    /// </summary>
    /// <param name="symmetric">A; the part on and below the diagonal is read, nothing is changed.</param>
    /// <param name="ridge">r, above 0.</param>
    public static Cholesky Of(Matrix symmetric, double ridge)
    {
        int n = symmetric.Rows;
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            mean += symmetric[i, i] / n;
        }

        // A matrix of zeros has no scale of its own.
        double added = mean > 0 ? ridge * mean : 1;
        Matrix lower = new(n, n);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = lower.Row(i);
            for (int j = 0; j < i; j++)
            {
                row[j] = (symmetric[i, j] - VectorKernels.Dot(row[..j], lower.Row(j)[..j])) / lower[j, j];
            }

            double pivot = symmetric[i, i] + added - VectorKernels.Dot(row[..i], row[..i]);
            row[i] = Math.Sqrt(Math.Max(pivot, added));
        }

        return new Cholesky(lower);
    }

    /// <summary>L.</summary>
    public Matrix Lower => _lower;

    /// <summary>L^-1 B.</summary>
    public Matrix SolveLower(Matrix b)
    {
        Matrix x = b.Copy();
        for (int i = 0; i < x.Rows; i++)
        {
            Span<double> row = x.Row(i);
            for (int j = 0; j < i; j++)
            {
                VectorKernels.AddScaled(row, -_lower[i, j], x.Row(j));
            }

            Scale(row, 1 / _lower[i, i]);
        }

        return x;
    }

    /// <summary>(L L^T)^-1 B.</summary>
    public Matrix Solve(Matrix b) => SolveUpper(SolveLower(b));

    /// <summary>L_k^-T B for the leading block of as many rows as B has.</summary>
    public Matrix SolveUpper(Matrix b)
    {
        Matrix x = b.Copy();
        for (int i = x.Rows - 1; i >= 0; i--)
        {
            Span<double> row = x.Row(i);
            Scale(row, 1 / _lower[i, i]);
            for (int j = 0; j < i; j++)
            {
                VectorKernels.AddScaled(x.Row(j), -_lower[i, j], row);
            }
        }

        return x;
    }

    private static void Scale(Span<double> row, double factor)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] *= factor;
        }
    }
}
