using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// Householder reduction of a symmetric matrix to tridiagonal form, A = Q T Q^T with Q = H(0) H(1) ... H(n-3).
/// Source: Golub and Van Loan, Matrix Computations, 4th ed., section 8.3; the panels of delayed updates are those of
/// Dongarra, Sorensen and Hammarling, "Block reduction of matrices to condensed forms" (1989), which halve the traffic
/// to memory: half of the work is a matrix product.
/// </summary>
internal sealed class Tridiagonalization
{
    private const int PanelWidth = 32;

    private readonly double[][] _reflectors;
    private readonly double[] _scales;

    private Tridiagonalization(double[] diagonal, double[] offDiagonal, double[][] reflectors, double[] scales)
    {
        Diagonal = diagonal;
        OffDiagonal = offDiagonal;
        _reflectors = reflectors;
        _scales = scales;
    }

    /// <summary>The n diagonal elements of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>The n - 1 elements beside the diagonal of T.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>Reduces a symmetric matrix; only the part on and below its diagonal is read, and it is overwritten.</summary>
    public static Tridiagonalization Reduce(Matrix a)
    {
        int n = a.Rows;
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[Math.Max(0, n - 1)];
        double[][] reflectors = new double[Math.Max(0, n - 2)][];
        double[] scales = new double[reflectors.Length];

        for (int start = 0; start < reflectors.Length; start += PanelWidth)
        {
            int width = Math.Min(PanelWidth, reflectors.Length - start);
            double[][] w = ReducePanel(a, start, width, diagonal, offDiagonal, reflectors, scales);
            UpdateTrailing(a, start, width, reflectors, w);
        }

        for (int j = reflectors.Length; j < n; j++)
        {
            diagonal[j] = a[j, j];
            if (j + 1 < n)
            {
                offDiagonal[j] = a[j + 1, j];
            }
        }

        return new Tridiagonalization(diagonal, offDiagonal, reflectors, scales);
    }

    /// <summary>Turns vectors of T's basis, one a row, into vectors of A's basis: x = Q y.</summary>
    public void ApplyTo(Matrix vectors, int count)
    {
        const int Group = VectorKernels.ReflectedTogether;
        int size = vectors.Columns;
        // Each group of vectors meets all reflectors, so that it stays in the first-level cache.
        BoundedWork.For((count + Group - 1) / Group, group =>
        {
            Span<double> rows = vectors.Data.AsSpan(group * Group * size, Math.Min(Group, count - (group * Group)) * size);
            // A group that is not full is filled up with zeros.
            Span<double> full = rows.Length == Group * size ? rows : new double[Group * size];
            rows.CopyTo(full);
            for (int j = _reflectors.Length - 1; j >= 0; j--)
            {
                if (_scales[j] != 0)
                {
                    VectorKernels.Reflect(full[(j + 1)..], size, _reflectors[j], _scales[j]);
                }
            }

            full[..rows.Length].CopyTo(rows);
        });
    }

    // Columns start .. start + width - 1. The trailing matrix is left as it was; what the panel's reflectors do to it is
    // held in pairs (v, w) with A <- A - v w^T - w v^T, and applied to a column only when its turn comes.
    private static double[][] ReducePanel(
        Matrix a, int start, int width, double[] diagonal, double[] offDiagonal, double[][] reflectors, double[] scales)
    {
        int n = a.Rows;
        double[][] w = new double[width][];
        double[] column = new double[n];
        for (int k = 0; k < width; k++)
        {
            int j = start + k;

            // The column below and on the diagonal, brought up to date.
            Span<double> current = column.AsSpan(j, n - j);
            for (int i = j; i < n; i++)
            {
                column[i] = a.Data[(i * n) + j];
            }

            for (int q = 0; q < k; q++)
            {
                // v of reflector q begins at row start + q + 1; row j is at offset k - q - 1.
                ReadOnlySpan<double> v = reflectors[start + q].AsSpan(k - q - 1);
                ReadOnlySpan<double> u = w[q].AsSpan(k - q - 1);
                double vj = v[0];
                double uj = u[0];
                VectorKernels.AddScaled(current, -uj, v);
                VectorKernels.AddScaled(current, -vj, u);
            }

            diagonal[j] = column[j];
            double[] reflector = column.AsSpan(j + 1, n - j - 1).ToArray();
            (scales[j], offDiagonal[j]) = MakeReflector(reflector);
            reflectors[j] = reflector;
            w[k] = Companion(a, start, k, reflectors, w, scales[j]);
        }

        return w;
    }

    // w = s (A v) - (s^2 / 2) (v^T A v) v, where A is the up-to-date trailing matrix.
    private static double[] Companion(Matrix a, int start, int k, double[][] reflectors, double[][] w, double scale)
    {
        int n = a.Rows;
        int first = start + k + 1;
        double[] v = reflectors[start + k];
        double[] product = new double[v.Length];
        if (scale == 0)
        {
            return product;
        }

        VectorKernels.AddSymmetricProduct(product, a.Data.AsSpan((first * n) + first), n, v);

        for (int q = 0; q < k; q++)
        {
            ReadOnlySpan<double> vq = reflectors[start + q].AsSpan(k - q);
            ReadOnlySpan<double> wq = w[q].AsSpan(k - q);
            double vDot = VectorKernels.Dot(vq, v);
            double wDot = VectorKernels.Dot(wq, v);
            VectorKernels.AddScaled(product, -wDot, vq);
            VectorKernels.AddScaled(product, -vDot, wq);
        }

        for (int i = 0; i < product.Length; i++)
        {
            product[i] *= scale;
        }

        double correction = -0.5 * scale * VectorKernels.Dot(product, v);
        VectorKernels.AddScaled(product, correction, v);
        return product;
    }

    // A <- A - V W^T - W V^T on the part that the panel left alone, as one matrix product of depth 2 x width.
    private static void UpdateTrailing(Matrix a, int start, int width, double[][] reflectors, double[][] w)
    {
        int first = start + width;
        int size = a.Rows - first;
        Matrix left = new(size, 2 * width);
        Matrix right = new(size, 2 * width);
        for (int q = 0; q < width; q++)
        {
            ReadOnlySpan<double> v = reflectors[start + q].AsSpan(width - q - 1);
            ReadOnlySpan<double> u = w[q].AsSpan(width - q - 1);
            for (int i = 0; i < size; i++)
            {
                left[i, q] = -v[i];
                left[i, width + q] = -u[i];
                right[i, q] = u[i];
                right[i, width + q] = v[i];
            }
        }

        MatrixProduct.AddProduct(a, first, left, right, transposeB: true, lowerOnly: true);
    }

    // Turns x into v with v[0] = 1 so that (I - s v v^T) x = beta e1; returns s and beta.
    private static (double Scale, double Beta) MakeReflector(Span<double> x)
    {
        double head = x[0];
        double tail = VectorKernels.Dot(x[1..], x[1..]);
        if (tail == 0)
        {
            x[0] = 1;
            return (0, head);
        }

        // The sign that does not cancel.
        double beta = -Math.CopySign(Math.Sqrt((head * head) + tail), head);
        double divisor = head - beta;
        for (int i = 1; i < x.Length; i++)
        {
            x[i] /= divisor;
        }

        x[0] = 1;
        return ((beta - head) / beta, beta);
    }
}
