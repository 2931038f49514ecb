using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// Matrix products in float64. Each element of a result is one chain of fused multiply-adds in the order of the inner
/// index, so the bits do not depend on the number of threads, on the blocking, or on the processor's vector width.
/// </summary>
internal static class MatrixProduct
{
    // A tile of the result is TileRows x TileColumns: twelve vectors of four lanes stay in registers.
    private const int TileRows = 4;
    private const int TileColumns = 12;

    // Inner indices per packed panel: TileColumns x 256 numbers fit the first-level cache.
    private const int InnerBlock = 256;

    // Below this many multiply-adds, threads cost more than they give.
    private const long ParallelThreshold = 4_000_000;

    /// <summary>A B.</summary>
    public static Matrix Multiply(Matrix a, Matrix b)
    {
        Matrix c = new(a.Rows, b.Columns);
        AddProduct(c, a, b, transposeB: false, lowerOnly: false);
        return c;
    }

    /// <summary>A B^T.</summary>
    public static Matrix MultiplyTransposed(Matrix a, Matrix b)
    {
        Matrix c = new(a.Rows, b.Rows);
        AddProduct(c, a, b, transposeB: true, lowerOnly: false);
        return c;
    }

    /// <summary>A A^T, the Gram matrix of the rows, both triangles filled.</summary>
    public static Matrix RowGram(Matrix a)
    {
        Matrix c = new(a.Rows, a.Rows);
        AddProduct(c, a, a, transposeB: true, lowerOnly: true);
        return Mirror(c);
    }

    /// <summary>Fills the part above the diagonal with that below it; returns the matrix.</summary>
    public static Matrix Mirror(Matrix c)
    {
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = i + 1; j < c.Columns; j++)
            {
                c[i, j] = c[j, i];
            }
        }

        return c;
    }

    /// <summary>C += A B, or C += A B^T; with <paramref name="lowerOnly"/> only tiles on and below the diagonal are right.</summary>
    public static void AddProduct(Matrix c, Matrix a, Matrix b, bool transposeB, bool lowerOnly) =>
        AddProduct(c, 0, a, b, transposeB, lowerOnly);

    /// <summary>
    /// As <see cref="AddProduct(Matrix, Matrix, Matrix, bool, bool)"/>, with C the part of a matrix from an element of its diagonal
    /// to its last.
    /// </summary>
    public static void AddProduct(Matrix c, int origin, Matrix a, Matrix b, bool transposeB, bool lowerOnly)
    {
        int inner = a.Columns;
        int columns = transposeB ? b.Rows : b.Columns;
        if ((transposeB ? b.Columns : b.Rows) != inner || c.Rows - origin != a.Rows || c.Columns - origin != columns)
        {
            throw new ArgumentException($"{c.Rows - origin} x {c.Columns - origin} is not the shape of the product of {a.Rows} x {a.Columns} and {b.Rows} x {b.Columns}.");
        }

        int panels = (columns + TileColumns - 1) / TileColumns;
        if ((long)a.Rows * columns * inner < ParallelThreshold || panels == 1)
        {
            double[] packed = new double[TileColumns * InnerBlock];
            for (int panel = 0; panel < panels; panel++)
            {
                AddPanel(c, origin, a, b, transposeB, lowerOnly, panel * TileColumns, packed);
            }
        }
        else
        {
            BoundedWork.For(panels, panel =>
            {
                double[] packed = ArrayPool<double>.Shared.Rent(TileColumns * InnerBlock);
                AddPanel(c, origin, a, b, transposeB, lowerOnly, panel * TileColumns, packed);
                ArrayPool<double>.Shared.Return(packed);
            });
        }
    }

    // One panel of TileColumns columns of the result.
    private static void AddPanel(
        Matrix c, int origin, Matrix a, Matrix b, bool transposeB, bool lowerOnly, int column, double[] packed)
    {
        int width = Math.Min(TileColumns, c.Columns - origin - column);
        int firstRow = lowerOnly ? column / TileRows * TileRows : 0;
        Span<double> edge = stackalloc double[TileRows * TileColumns];
        for (int k0 = 0; k0 < a.Columns; k0 += InnerBlock)
        {
            int depth = Math.Min(InnerBlock, a.Columns - k0);
            Pack(b, transposeB, column, width, k0, depth, packed);
            int row = firstRow;
            if (width == TileColumns)
            {
                for (; row <= a.Rows - TileRows; row += TileRows)
                {
                    AddTile(
                        ref c.Data[((origin + row) * c.Columns) + origin + column], c.Columns,
                        ref a.Data[(row * a.Columns) + k0], a.Columns, ref packed[0], depth);
                }
            }

            // Tiles that stick out: the same arithmetic on a copy.
            for (; row < a.Rows; row += TileRows)
            {
                int height = Math.Min(TileRows, a.Rows - row);
                AddEdgeTile(c, origin, a, row, height, column, width, k0, depth, packed, edge);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(Matrix b, bool transposeB, int column, int width, int k0, int depth, double[] packed)
    {
        if (width < TileColumns)
        {
            Array.Clear(packed, 0, depth * TileColumns);
        }

        if (transposeB)
        {
            for (int j = 0; j < width; j++)
            {
                ReadOnlySpan<double> source = b.Data.AsSpan(((column + j) * b.Columns) + k0, depth);
                for (int k = 0; k < source.Length; k++)
                {
                    packed[(k * TileColumns) + j] = source[k];
                }
            }
        }
        else
        {
            for (int k = 0; k < depth; k++)
            {
                b.Data.AsSpan(((k0 + k) * b.Columns) + column, width).CopyTo(packed.AsSpan(k * TileColumns));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(ref double c, nint cStride, ref double a, nint aStride, ref double packed, int depth)
    {
        ref double c1 = ref Unsafe.Add(ref c, cStride);
        ref double c2 = ref Unsafe.Add(ref c1, cStride);
        ref double c3 = ref Unsafe.Add(ref c2, cStride);
        ref double a1 = ref Unsafe.Add(ref a, aStride);
        ref double a2 = ref Unsafe.Add(ref a1, aStride);
        ref double a3 = ref Unsafe.Add(ref a2, aStride);
        Vector256<double> s00 = Vector256.LoadUnsafe(ref c), s01 = Vector256.LoadUnsafe(ref c, 4), s02 = Vector256.LoadUnsafe(ref c, 8);
        Vector256<double> s10 = Vector256.LoadUnsafe(ref c1), s11 = Vector256.LoadUnsafe(ref c1, 4), s12 = Vector256.LoadUnsafe(ref c1, 8);
        Vector256<double> s20 = Vector256.LoadUnsafe(ref c2), s21 = Vector256.LoadUnsafe(ref c2, 4), s22 = Vector256.LoadUnsafe(ref c2, 8);
        Vector256<double> s30 = Vector256.LoadUnsafe(ref c3), s31 = Vector256.LoadUnsafe(ref c3, 4), s32 = Vector256.LoadUnsafe(ref c3, 8);
        for (nint k = 0; k < depth; k++)
        {
            Vector256<double> b0 = Vector256.LoadUnsafe(ref packed);
            Vector256<double> b1 = Vector256.LoadUnsafe(ref packed, 4);
            Vector256<double> b2 = Vector256.LoadUnsafe(ref packed, 8);
            packed = ref Unsafe.Add(ref packed, TileColumns);
            Vector256<double> f = Vector256.Create(Unsafe.Add(ref a, k));
            s00 = Vector256.FusedMultiplyAdd(f, b0, s00);
            s01 = Vector256.FusedMultiplyAdd(f, b1, s01);
            s02 = Vector256.FusedMultiplyAdd(f, b2, s02);
            f = Vector256.Create(Unsafe.Add(ref a1, k));
            s10 = Vector256.FusedMultiplyAdd(f, b0, s10);
            s11 = Vector256.FusedMultiplyAdd(f, b1, s11);
            s12 = Vector256.FusedMultiplyAdd(f, b2, s12);
            f = Vector256.Create(Unsafe.Add(ref a2, k));
            s20 = Vector256.FusedMultiplyAdd(f, b0, s20);
            s21 = Vector256.FusedMultiplyAdd(f, b1, s21);
            s22 = Vector256.FusedMultiplyAdd(f, b2, s22);
            f = Vector256.Create(Unsafe.Add(ref a3, k));
            s30 = Vector256.FusedMultiplyAdd(f, b0, s30);
            s31 = Vector256.FusedMultiplyAdd(f, b1, s31);
            s32 = Vector256.FusedMultiplyAdd(f, b2, s32);
        }

        s00.StoreUnsafe(ref c);
        s01.StoreUnsafe(ref c, 4);
        s02.StoreUnsafe(ref c, 8);
        s10.StoreUnsafe(ref c1);
        s11.StoreUnsafe(ref c1, 4);
        s12.StoreUnsafe(ref c1, 8);
        s20.StoreUnsafe(ref c2);
        s21.StoreUnsafe(ref c2, 4);
        s22.StoreUnsafe(ref c2, 8);
        s30.StoreUnsafe(ref c3);
        s31.StoreUnsafe(ref c3, 4);
        s32.StoreUnsafe(ref c3, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEdgeTile(
        Matrix c, int origin, Matrix a, int row, int height, int column, int width, int k0, int depth, double[] packed, Span<double> edge)
    {
        for (int i = 0; i < height; i++)
        {
            Span<double> sums = edge.Slice(i * TileColumns, TileColumns);
            Span<double> target = c.Data.AsSpan(((origin + row + i) * c.Columns) + origin + column, width);
            sums.Clear();
            target.CopyTo(sums);
            ref double s = ref MemoryMarshal.GetReference(sums);
            Vector256<double> s0 = Vector256.LoadUnsafe(ref s), s1 = Vector256.LoadUnsafe(ref s, 4), s2 = Vector256.LoadUnsafe(ref s, 8);
            ref double panel = ref packed[0];
            ReadOnlySpan<double> factors = a.Data.AsSpan(((row + i) * a.Columns) + k0, depth);
            foreach (double factor in factors)
            {
                Vector256<double> f = Vector256.Create(factor);
                s0 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref panel), s0);
                s1 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref panel, 4), s1);
                s2 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref panel, 8), s2);
                panel = ref Unsafe.Add(ref panel, TileColumns);
            }

            s0.StoreUnsafe(ref s);
            s1.StoreUnsafe(ref s, 4);
            s2.StoreUnsafe(ref s, 8);
            sums[..width].CopyTo(target);
        }
    }
}
