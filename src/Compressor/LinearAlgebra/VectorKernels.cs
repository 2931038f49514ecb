using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// Inner loops over contiguous float64 numbers. They always work in lanes of four with fused multiply-add, whatever the
/// processor's vector width, so that every machine adds in the same order and gives the same bits.
/// </summary>
internal static class VectorKernels
{
    /// <summary>How many vectors <see cref="Reflect"/> takes at once.</summary>
    public const int ReflectedTogether = 4;

    /// <summary>The sum of x[i] y[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double py = ref MemoryMarshal.GetReference(y);
        nint length = Math.Min(x.Length, y.Length);
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        nint i = 0;
        for (; i <= length - 16; i += 16)
        {
            sum0 = Vector256.FusedMultiplyAdd(Load(ref px, i), Load(ref py, i), sum0);
            sum1 = Vector256.FusedMultiplyAdd(Load(ref px, i + 4), Load(ref py, i + 4), sum1);
            sum2 = Vector256.FusedMultiplyAdd(Load(ref px, i + 8), Load(ref py, i + 8), sum2);
            sum3 = Vector256.FusedMultiplyAdd(Load(ref px, i + 12), Load(ref py, i + 12), sum3);
        }

        for (; i <= length - 4; i += 4)
        {
            sum0 = Vector256.FusedMultiplyAdd(Load(ref px, i), Load(ref py, i), sum0);
        }

        double result = Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < length; i++)
        {
            result = Math.FusedMultiplyAdd(Unsafe.Add(ref px, i), Unsafe.Add(ref py, i), result);
        }

        return result;
    }

    /// <summary>y += a x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(Span<double> y, double a, ReadOnlySpan<double> x)
    {
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double py = ref MemoryMarshal.GetReference(y);
        nint length = Math.Min(x.Length, y.Length);
        Vector256<double> factor = Vector256.Create(a);
        nint i = 0;
        for (; i <= length - 8; i += 8)
        {
            Vector256.FusedMultiplyAdd(factor, Load(ref px, i), Load(ref py, i)).StoreUnsafe(ref py, (nuint)i);
            Vector256.FusedMultiplyAdd(factor, Load(ref px, i + 4), Load(ref py, i + 4)).StoreUnsafe(ref py, (nuint)i + 4);
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref py, i) = Math.FusedMultiplyAdd(a, Unsafe.Add(ref px, i), Unsafe.Add(ref py, i));
        }
    }

    /// <summary>
    /// y += A x for a symmetric matrix, of which the part on and below the diagonal is read, once. Four rows go together, so
    /// that y and x are too read and written a fourth as often.
    /// </summary>
    /// <param name="y">n numbers.</param>
    /// <param name="a">A from its first element: (i, j) at i * stride + j.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="x">n numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSymmetricProduct(Span<double> y, ReadOnlySpan<double> a, int stride, ReadOnlySpan<double> x)
    {
        int row = 0;
        for (; row <= x.Length - 4; row += 4)
        {
            AddFourRows(y, a[(row * stride)..], stride, x, row);
            // The triangle on the diagonal; its part left of each row's own element has been read with the row.
            for (int i = row; i < row + 4; i++)
            {
                ReadOnlySpan<double> own = a.Slice(i * stride, i + 1);
                for (int j = row; j < i; j++)
                {
                    y[i] = Math.FusedMultiplyAdd(own[j], x[j], y[i]);
                    y[j] = Math.FusedMultiplyAdd(own[j], x[i], y[j]);
                }

                y[i] = Math.FusedMultiplyAdd(own[i], x[i], y[i]);
            }
        }

        for (; row < x.Length; row++)
        {
            ReadOnlySpan<double> own = a.Slice(row * stride, row + 1);
            double dot = AddScaledAndDot(y, own[..row], x[row], x);
            y[row] += dot + (own[row] * x[row]);
        }
    }

    /// <summary>
    /// One row of a symmetric matrix times a vector, where only the part below the diagonal is stored:
    /// y += a vRow, and the sum of a[i] v[i] is returned. The row is read from memory once for both.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AddScaledAndDot(Span<double> y, ReadOnlySpan<double> a, double vRow, ReadOnlySpan<double> v)
    {
        ref double pa = ref MemoryMarshal.GetReference(a);
        ref double py = ref MemoryMarshal.GetReference(y);
        ref double pv = ref MemoryMarshal.GetReference(v);
        nint length = a.Length;
        Vector256<double> factor = Vector256.Create(vRow);
        Vector256<double> sum0 = default, sum1 = default;
        nint i = 0;
        for (; i <= length - 8; i += 8)
        {
            Vector256<double> a0 = Load(ref pa, i);
            Vector256<double> a1 = Load(ref pa, i + 4);
            sum0 = Vector256.FusedMultiplyAdd(a0, Load(ref pv, i), sum0);
            sum1 = Vector256.FusedMultiplyAdd(a1, Load(ref pv, i + 4), sum1);
            Vector256.FusedMultiplyAdd(a0, factor, Load(ref py, i)).StoreUnsafe(ref py, (nuint)i);
            Vector256.FusedMultiplyAdd(a1, factor, Load(ref py, i + 4)).StoreUnsafe(ref py, (nuint)i + 4);
        }

        double result = Sum(sum0 + sum1);
        for (; i < length; i++)
        {
            double element = Unsafe.Add(ref pa, i);
            result = Math.FusedMultiplyAdd(element, Unsafe.Add(ref pv, i), result);
            Unsafe.Add(ref py, i) = Math.FusedMultiplyAdd(element, vRow, Unsafe.Add(ref py, i));
        }

        return result;
    }

    /// <summary>
    /// Reflects <see cref="ReflectedTogether"/> vectors, x -= s (v^T x) v, each as if it were alone; v is read once for all.
    /// </summary>
    /// <param name="x">From the first vector's first element to the last one's last.</param>
    /// <param name="stride">From one vector to the next.</param>
    /// <param name="v">As many numbers as are reflected of each vector.</param>
    /// <param name="scale">s.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reflect(Span<double> x, int stride, ReadOnlySpan<double> v, double scale)
    {
        nint length = v.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, (3 * stride) + v.Length, nameof(x));
        ref double pv = ref MemoryMarshal.GetReference(v);
        ref double x0 = ref MemoryMarshal.GetReference(x);
        ref double x1 = ref Unsafe.Add(ref x0, stride);
        ref double x2 = ref Unsafe.Add(ref x1, stride);
        ref double x3 = ref Unsafe.Add(ref x2, stride);
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        nint i = 0;
        for (; i <= length - 4; i += 4)
        {
            Vector256<double> vi = Load(ref pv, i);
            sum0 = Vector256.FusedMultiplyAdd(vi, Load(ref x0, i), sum0);
            sum1 = Vector256.FusedMultiplyAdd(vi, Load(ref x1, i), sum1);
            sum2 = Vector256.FusedMultiplyAdd(vi, Load(ref x2, i), sum2);
            sum3 = Vector256.FusedMultiplyAdd(vi, Load(ref x3, i), sum3);
        }

        double dot0 = Sum(sum0), dot1 = Sum(sum1), dot2 = Sum(sum2), dot3 = Sum(sum3);
        for (; i < length; i++)
        {
            double vi = Unsafe.Add(ref pv, i);
            dot0 = Math.FusedMultiplyAdd(vi, Unsafe.Add(ref x0, i), dot0);
            dot1 = Math.FusedMultiplyAdd(vi, Unsafe.Add(ref x1, i), dot1);
            dot2 = Math.FusedMultiplyAdd(vi, Unsafe.Add(ref x2, i), dot2);
            dot3 = Math.FusedMultiplyAdd(vi, Unsafe.Add(ref x3, i), dot3);
        }

        (dot0, dot1, dot2, dot3) = (-scale * dot0, -scale * dot1, -scale * dot2, -scale * dot3);
        Vector256<double> f0 = Vector256.Create(dot0), f1 = Vector256.Create(dot1);
        Vector256<double> f2 = Vector256.Create(dot2), f3 = Vector256.Create(dot3);
        for (i = 0; i <= length - 4; i += 4)
        {
            Vector256<double> vi = Load(ref pv, i);
            Vector256.FusedMultiplyAdd(vi, f0, Load(ref x0, i)).StoreUnsafe(ref x0, (nuint)i);
            Vector256.FusedMultiplyAdd(vi, f1, Load(ref x1, i)).StoreUnsafe(ref x1, (nuint)i);
            Vector256.FusedMultiplyAdd(vi, f2, Load(ref x2, i)).StoreUnsafe(ref x2, (nuint)i);
            Vector256.FusedMultiplyAdd(vi, f3, Load(ref x3, i)).StoreUnsafe(ref x3, (nuint)i);
        }

        for (; i < length; i++)
        {
            double vi = Unsafe.Add(ref pv, i);
            Unsafe.Add(ref x0, i) = Math.FusedMultiplyAdd(vi, dot0, Unsafe.Add(ref x0, i));
            Unsafe.Add(ref x1, i) = Math.FusedMultiplyAdd(vi, dot1, Unsafe.Add(ref x1, i));
            Unsafe.Add(ref x2, i) = Math.FusedMultiplyAdd(vi, dot2, Unsafe.Add(ref x2, i));
            Unsafe.Add(ref x3, i) = Math.FusedMultiplyAdd(vi, dot3, Unsafe.Add(ref x3, i));
        }
    }

    // Four rows of a symmetric matrix in front of column `length`, a multiple of four, and the columns that they are too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourRows(Span<double> y, ReadOnlySpan<double> a, int stride, ReadOnlySpan<double> x, int length)
    {
        ref double a0 = ref MemoryMarshal.GetReference(a);
        ref double a1 = ref Unsafe.Add(ref a0, stride);
        ref double a2 = ref Unsafe.Add(ref a1, stride);
        ref double a3 = ref Unsafe.Add(ref a2, stride);
        ref double py = ref MemoryMarshal.GetReference(y);
        ref double px = ref MemoryMarshal.GetReference(x);
        Vector256<double> f0 = Vector256.Create(x[length]), f1 = Vector256.Create(x[length + 1]);
        Vector256<double> f2 = Vector256.Create(x[length + 2]), f3 = Vector256.Create(x[length + 3]);
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (nint j = 0; j < length; j += 4)
        {
            Vector256<double> xj = Load(ref px, j), yj = Load(ref py, j);
            Vector256<double> row = Load(ref a0, j);
            sum0 = Vector256.FusedMultiplyAdd(row, xj, sum0);
            yj = Vector256.FusedMultiplyAdd(row, f0, yj);
            row = Load(ref a1, j);
            sum1 = Vector256.FusedMultiplyAdd(row, xj, sum1);
            yj = Vector256.FusedMultiplyAdd(row, f1, yj);
            row = Load(ref a2, j);
            sum2 = Vector256.FusedMultiplyAdd(row, xj, sum2);
            yj = Vector256.FusedMultiplyAdd(row, f2, yj);
            row = Load(ref a3, j);
            sum3 = Vector256.FusedMultiplyAdd(row, xj, sum3);
            yj = Vector256.FusedMultiplyAdd(row, f3, yj);
            yj.StoreUnsafe(ref py, (nuint)j);
        }

        y[length] += Sum(sum0);
        y[length + 1] += Sum(sum1);
        y[length + 2] += Sum(sum2);
        y[length + 3] += Sum(sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref double source, nint index) => Vector256.LoadUnsafe(ref source, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> v) => v.GetElement(0) + v.GetElement(1) + (v.GetElement(2) + v.GetElement(3));
}
