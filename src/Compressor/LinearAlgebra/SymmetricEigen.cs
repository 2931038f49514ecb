namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// Eigenvalues of a symmetric matrix in descending order, and, on demand, the leading eigenvectors. The values alone cost
/// a third of what values and vectors cost, and are all that a search for ranks needs.
/// Tridiagonal form by Householder reflections, then the implicit QL iteration (Martin and Wilkinson, "The implicit QL
/// algorithm", Numerische Mathematik 12, 1968).
/// </summary>
internal sealed class SymmetricEigen
{
    private const int MaxSweepsPerValue = 60;

    // 2^-52: what float64 resolves relative to 1.
    private const double RoundingUnit = 2.220446049250313e-16;

    private readonly Tridiagonalization _form;
    private readonly int[] _order;

    private SymmetricEigen(Tridiagonalization form, double[] values, int[] order)
    {
        _form = form;
        Values = values;
        _order = order;
    }

    /// <summary>The eigenvalues, largest first.</summary>
    public double[] Values { get; }

    /// <summary>Decomposes a symmetric matrix, of which the part on and below the diagonal is read, and which is overwritten.</summary>
    /// <exception cref="ArithmeticException">The iteration did not converge, which finite numbers do not bring about.</exception>
    public static SymmetricEigen Decompose(Matrix symmetric)
    {
        if (symmetric.Rows != symmetric.Columns)
        {
            throw new ArgumentException($"{symmetric.Rows} x {symmetric.Columns} is not square.", nameof(symmetric));
        }

        Tridiagonalization form = Tridiagonalization.Reduce(symmetric);
        double[] values = (double[])form.Diagonal.Clone();
        Iterate(values, form.OffDiagonal, rotations: null);
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(order, (x, y) => values[y] != values[x] ? values[y].CompareTo(values[x]) : x.CompareTo(y));
        return new SymmetricEigen(form, [.. order.Select(index => values[index])], order);
    }

    /// <summary>The eigenvectors of the <paramref name="count"/> largest eigenvalues, one a row, orthonormal.</summary>
    public Matrix LeadingVectors(int count)
    {
        int size = Values.Length;
        TridiagonalRotations rotations = new();
        // The same iteration on the same numbers, so the order of the values found before holds.
        Iterate((double[])_form.Diagonal.Clone(), _form.OffDiagonal, rotations);
        Matrix leading = rotations.ToVectors(size, _order.AsSpan(0, count));
        _form.ApplyTo(leading, count);
        return leading;
    }

    private static void Iterate(double[] d, ReadOnlySpan<double> offDiagonal, TridiagonalRotations? rotations)
    {
        int n = d.Length;
        double[] e = new double[n];
        offDiagonal.CopyTo(e);
        // What float64 cannot tell from zero beside the largest element. The reduction to tridiagonal form has left an error of
        // this size already; in a matrix of deficient rank all but a few elements are nothing else, and refining those
        // relative to each other need not converge.
        double floor = Math.Max(Largest(d), Largest(offDiagonal)) * RoundingUnit;
        for (int first = 0; first < n; first++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int last = first;
                while (last < n - 1 && Math.Abs(e[last]) > (RoundingUnit * (Math.Abs(d[last]) + Math.Abs(d[last + 1]))) + floor)
                {
                    last++;
                }

                if (last == first)
                {
                    break;
                }

                if (sweep == MaxSweepsPerValue)
                {
                    throw new ArithmeticException($"No eigenvalue after {MaxSweepsPerValue} sweeps.");
                }

                Sweep(d, e, first, last, rotations);
            }
        }
    }

    private static double Largest(ReadOnlySpan<double> numbers)
    {
        double largest = 0;
        foreach (double number in numbers)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        return largest;
    }

    // One implicit QL sweep over rows first..last with Wilkinson's shift, chasing the bulge upwards.
    private static void Sweep(double[] d, double[] e, int first, int last, TridiagonalRotations? rotations)
    {
        double half = (d[first + 1] - d[first]) / (2 * e[first]);
        double radius = Math.Sqrt((half * half) + 1);
        double g = d[last] - d[first] + (e[first] / (half + Math.CopySign(radius, half)));
        double sine = 1, cosine = 1, carried = 0;
        rotations?.BeginSweep(last - 1);
        for (int i = last - 1; i >= first; i--)
        {
            double f = sine * e[i];
            double b = cosine * e[i];
            double length = Math.Sqrt((f * f) + (g * g));
            e[i + 1] = length;
            if (length == 0)
            {
                // The chain fell apart: both halves go on by themselves.
                d[i + 1] -= carried;
                e[last] = 0;
                return;
            }

            sine = f / length;
            cosine = g / length;
            double shifted = d[i + 1] - carried;
            double step = ((d[i] - shifted) * sine) + (2 * cosine * b);
            carried = sine * step;
            d[i + 1] = shifted + carried;
            g = (cosine * step) - b;
            rotations?.Add(cosine, sine);
        }

        d[first] -= carried;
        e[first] = g;
        e[last] = 0;
    }
}
