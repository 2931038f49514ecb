using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// The plane rotations of a QL iteration, kept so that they can be applied afterwards to narrow strips of the vectors:
/// a strip stays in cache and its current row in registers, and strips are independent of each other.
/// </summary>
internal sealed class TridiagonalRotations
{
    // Columns per strip: four vectors of four lanes for the row that a sweep carries along.
    private const int StripWidth = 16;

    private readonly List<(int Top, int Bottom, int Offset)> _sweeps = [];
    private readonly List<(double Cosine, double Sine)> _rotations = [];

    /// <summary>Begins a sweep that rotates rows (<paramref name="bottom"/>, bottom + 1) up to (top, top + 1).</summary>
    public void BeginSweep(int bottom) => _sweeps.Add((bottom + 1, bottom, _rotations.Count));

    /// <summary>The next rotation of the sweep, one row further up.</summary>
    public void Add(double cosine, double sine)
    {
        _rotations.Add((cosine, sine));
        (int top, int bottom, int offset) = _sweeps[^1];
        _sweeps[^1] = (top - 1, bottom, offset);
    }

    /// <summary>The product of all rotations, one vector of the tridiagonal matrix a row.</summary>
    public Matrix ToVectors(int size)
    {
        int padded = (size + StripWidth - 1) / StripWidth * StripWidth;
        Matrix strips = new(padded / StripWidth, checked(size * StripWidth));
        Matrix vectors = new(size, size);
        BoundedWork.For(strips.Rows, strip =>
        {
            int column = strip * StripWidth;
            int width = Math.Min(StripWidth, size - column);
            Span<double> data = strips.Row(strip);
            for (int i = 0; i < width; i++)
            {
                data[((column + i) * StripWidth) + i] = 1;
            }

            Apply(data);
            for (int i = 0; i < size; i++)
            {
                data.Slice(i * StripWidth, width).CopyTo(vectors.Row(i)[column..]);
            }
        });
        return vectors;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(Span<double> strip)
    {
        ref double rows = ref strip[0];
        ReadOnlySpan<(double Cosine, double Sine)> rotations = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rotations);
        foreach ((int top, int bottom, int offset) in _sweeps)
        {
            // The row that the sweep carries upwards; it begins as the lowest row.
            ref double lower = ref Unsafe.Add(ref rows, (nint)(bottom + 1) * StripWidth);
            Vector256<double> l0 = Vector256.LoadUnsafe(ref lower), l1 = Vector256.LoadUnsafe(ref lower, 4);
            Vector256<double> l2 = Vector256.LoadUnsafe(ref lower, 8), l3 = Vector256.LoadUnsafe(ref lower, 12);
            int next = offset;
            for (int row = bottom; row >= top; row--)
            {
                (double cosine, double sine) = rotations[next++];
                Vector256<double> c = Vector256.Create(cosine);
                Vector256<double> s = Vector256.Create(sine);
                ref double upper = ref Unsafe.Add(ref rows, (nint)row * StripWidth);
                ref double target = ref Unsafe.Add(ref upper, StripWidth);
                Vector256<double> u0 = Vector256.LoadUnsafe(ref upper), u1 = Vector256.LoadUnsafe(ref upper, 4);
                Vector256<double> u2 = Vector256.LoadUnsafe(ref upper, 8), u3 = Vector256.LoadUnsafe(ref upper, 12);
                Vector256.FusedMultiplyAdd(s, u0, c * l0).StoreUnsafe(ref target);
                Vector256.FusedMultiplyAdd(s, u1, c * l1).StoreUnsafe(ref target, 4);
                Vector256.FusedMultiplyAdd(s, u2, c * l2).StoreUnsafe(ref target, 8);
                Vector256.FusedMultiplyAdd(s, u3, c * l3).StoreUnsafe(ref target, 12);
                l0 = Vector256.FusedMultiplyAdd(c, u0, -(s * l0));
                l1 = Vector256.FusedMultiplyAdd(c, u1, -(s * l1));
                l2 = Vector256.FusedMultiplyAdd(c, u2, -(s * l2));
                l3 = Vector256.FusedMultiplyAdd(c, u3, -(s * l3));
            }

            ref double last = ref Unsafe.Add(ref rows, (nint)top * StripWidth);
            l0.StoreUnsafe(ref last);
            l1.StoreUnsafe(ref last, 4);
            l2.StoreUnsafe(ref last, 8);
            l3.StoreUnsafe(ref last, 12);
        }
    }
}
