namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// A matrix of float32 numbers as a model stores it, row after row. What is computed of it is the same to the last bit as of a
/// <see cref="Matrix"/>, but only a strip of it at a time becomes float64: the widest fully connected layers hold 100 million numbers.
/// </summary>
/// <param name="rows">The number of rows.</param>
/// <param name="columns">The number of columns.</param>
/// <param name="data">The numbers: element (i, j) at i * columns + j. They are not copied.</param>
internal sealed class StoredMatrix(int rows, int columns, float[] data)
{
    // As many numbers as a product takes together of the inner index.
    private const int Strip = 256;

    /// <summary>The number of rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>The number of columns.</summary>
    public int Columns { get; } = columns;

    /// <summary>A A^T, both triangles filled.</summary>
    public Matrix RowGram()
    {
        Matrix gram = new(Rows, Rows);
        foreach ((int from, int count) in Strips(Columns))
        {
            Matrix strip = ColumnsAt(from, count);
            MatrixProduct.AddProduct(gram, strip, strip, transposeB: true, lowerOnly: true);
        }

        return MatrixProduct.Mirror(gram);
    }

    /// <summary>A^T A, both triangles filled.</summary>
    public Matrix ColumnGram()
    {
        Matrix gram = new(Columns, Columns);
        foreach ((int from, int count) in Strips(Rows))
        {
            Matrix strip = RowsAt(from, count).Transpose();
            MatrixProduct.AddProduct(gram, strip, strip, transposeB: true, lowerOnly: true);
        }

        return MatrixProduct.Mirror(gram);
    }

    /// <summary>X A.</summary>
    public Matrix LeftMultiply(Matrix x)
    {
        Matrix result = new(x.Rows, Columns);
        foreach ((int from, int count) in Strips(Columns))
        {
            Put(MatrixProduct.Multiply(x, ColumnsAt(from, count)), result, from);
        }

        return result;
    }

    /// <summary>X A^T.</summary>
    public Matrix LeftMultiplyTransposed(Matrix x)
    {
        Matrix result = new(x.Rows, Rows);
        foreach ((int from, int count) in Strips(Rows))
        {
            Put(MatrixProduct.MultiplyTransposed(x, RowsAt(from, count)), result, from);
        }

        return result;
    }

    private static IEnumerable<(int From, int Count)> Strips(int count)
    {
        for (int from = 0; from < count; from += Strip)
        {
            yield return (from, Math.Min(Strip, count - from));
        }
    }

    private static void Put(Matrix part, Matrix result, int column)
    {
        for (int row = 0; row < part.Rows; row++)
        {
            part.Row(row).CopyTo(result.Row(row)[column..]);
        }
    }

    private Matrix RowsAt(int from, int count)
    {
        Matrix result = new(count, Columns);
        Widen(data.AsSpan(from * Columns, count * Columns), result.Data);
        return result;
    }

    private Matrix ColumnsAt(int from, int count)
    {
        Matrix result = new(Rows, count);
        for (int row = 0; row < Rows; row++)
        {
            Widen(data.AsSpan((row * Columns) + from, count), result.Row(row));
        }

        return result;
    }

    private static void Widen(ReadOnlySpan<float> numbers, Span<double> wide)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            wide[i] = numbers[i];
        }
    }
}
