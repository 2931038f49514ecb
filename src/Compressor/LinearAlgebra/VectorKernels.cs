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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref double source, nint index) => Vector256.LoadUnsafe(ref source, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> v) => v.GetElement(0) + v.GetElement(1) + (v.GetElement(2) + v.GetElement(3));
}
