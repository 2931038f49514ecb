using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// The plane rotations of a QL iteration, kept so that they can be applied afterwards to just the vectors that are wanted: in
/// reverse order to unit vectors, sixteen at a time, so that a strip of them stays in cache and its current row in registers.
/// </summary>
internal sealed class TridiagonalRotations
{
    // Vectors per strip: four of four lanes for the row that a sweep carries along.
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

    /// <summary>Vectors of the tridiagonal matrix, one a row.</summary>
    /// <param name="size">The size of the tridiagonal matrix.</param>
    /// <param name="wanted">Which ones: the places where the iteration left their values.</param>
    public Matrix ToVectors(int size, ReadOnlySpan<int> wanted)
    {
        Matrix vectors = new(wanted.Length, size);
        int[] places = [.. wanted];
        // Neighbouring places together: late sweeps leave the places above them alone, so a strip of early ones is cheap.
        int[] rows = [.. Enumerable.Range(0, places.Length)];
        Array.Sort([.. places], rows);
        BoundedWork.For((rows.Length + StripWidth - 1) / StripWidth, strip =>
        {
            ReadOnlySpan<int> members = rows.AsSpan(strip * StripWidth, Math.Min(StripWidth, rows.Length - (strip * StripWidth)));
            double[] data = new double[size * StripWidth];
            for (int i = 0; i < members.Length; i++)
            {
                data[(places[members[i]] * StripWidth) + i] = 1;
            }

            ApplyInReverse(data, places[members[^1]]);
            for (int i = 0; i < members.Length; i++)
            {
                Span<double> vector = vectors.Row(members[i]);
                for (int row = 0; row < vector.Length; row++)
                {
                    vector[row] = data[(row * StripWidth) + i];
                }
            }
        });
        return vectors;
    }

    // `last` is the lowest row that is not zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyInReverse(Span<double> strip, int last)
    {
        ref double rows = ref strip[0];
        ReadOnlySpan<(double Cosine, double Sine)> rotations = CollectionsMarshal.AsSpan(_rotations);
        ReadOnlySpan<(int Top, int Bottom, int Offset)> sweeps = CollectionsMarshal.AsSpan(_sweeps);
        for (int sweep = sweeps.Length - 1; sweep >= 0; sweep--)
        {
            (int top, int bottom, int offset) = sweeps[sweep];
            if (top > last || top > bottom)
            {
                // It would only turn zeros.
                continue;
            }

            last = Math.Max(last, bottom + 1);
            // The row that the sweep carries downwards; it begins as the uppermost.
            ref double row = ref Unsafe.Add(ref rows, (nint)top * StripWidth);
            Vector256<double> u0 = Vector256.LoadUnsafe(ref row), u1 = Vector256.LoadUnsafe(ref row, 4);
            Vector256<double> u2 = Vector256.LoadUnsafe(ref row, 8), u3 = Vector256.LoadUnsafe(ref row, 12);
            for (int next = offset + bottom - top; next >= offset; next--)
            {
                (double cosine, double sine) = rotations[next];
                Vector256<double> c = Vector256.Create(cosine);
                Vector256<double> s = Vector256.Create(sine);
                ref double lower = ref Unsafe.Add(ref row, StripWidth);
                Vector256<double> l0 = Vector256.LoadUnsafe(ref lower), l1 = Vector256.LoadUnsafe(ref lower, 4);
                Vector256<double> l2 = Vector256.LoadUnsafe(ref lower, 8), l3 = Vector256.LoadUnsafe(ref lower, 12);
                Vector256.FusedMultiplyAdd(s, l0, c * u0).StoreUnsafe(ref row);
                Vector256.FusedMultiplyAdd(s, l1, c * u1).StoreUnsafe(ref row, 4);
                Vector256.FusedMultiplyAdd(s, l2, c * u2).StoreUnsafe(ref row, 8);
                Vector256.FusedMultiplyAdd(s, l3, c * u3).StoreUnsafe(ref row, 12);
                u0 = Vector256.FusedMultiplyAdd(c, l0, -(s * u0));
                u1 = Vector256.FusedMultiplyAdd(c, l1, -(s * u1));
                u2 = Vector256.FusedMultiplyAdd(c, l2, -(s * u2));
                u3 = Vector256.FusedMultiplyAdd(c, l3, -(s * u3));
                row = ref lower;
            }

            u0.StoreUnsafe(ref row);
            u1.StoreUnsafe(ref row, 4);
            u2.StoreUnsafe(ref row, 8);
            u3.StoreUnsafe(ref row, 12);
        }
    }
}
