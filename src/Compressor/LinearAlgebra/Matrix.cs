namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>A dense matrix of float64 numbers, row after row.</summary>
internal sealed class Matrix
{
    /// <summary>A matrix of zeros.</summary>
    public Matrix(int rows, int columns)
        : this(rows, columns, new double[checked(rows * columns)])
    {
    }

    /// <summary>A matrix over given numbers, which are not copied.</summary>
    public Matrix(int rows, int columns, double[] data)
    {
        if (data.Length != checked(rows * columns))
        {
            throw new ArgumentException($"{rows} x {columns} numbers are needed, {data.Length} were given.", nameof(data));
        }

        Rows = rows;
        Columns = columns;
        Data = data;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The numbers: element (i, j) at i * Columns + j.</summary>
    public double[] Data { get; }

    /// <summary>One element.</summary>
    public double this[int row, int column]
    {
        get => Data[(row * Columns) + column];
        set => Data[(row * Columns) + column] = value;
    }

    /// <summary>One row.</summary>
    public Span<double> Row(int row) => Data.AsSpan(row * Columns, Columns);

    /// <summary>The identity of a size.</summary>
    public static Matrix Identity(int size)
    {
        Matrix identity = new(size, size);
        for (int i = 0; i < size; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }

    /// <summary>The sum of the diagonal.</summary>
    public double Trace()
    {
        double trace = 0;
        for (int i = 0; i < Math.Min(Rows, Columns); i++)
        {
            trace += this[i, i];
        }

        return trace;
    }

    /// <summary>A matrix of its own with the same numbers.</summary>
    public Matrix Copy() => new(Rows, Columns, (double[])Data.Clone());

    /// <summary>A copy of the first columns, with columns of zeros where there are fewer.</summary>
    /// <param name="count">How many.</param>
    public Matrix LeadingColumns(int count)
    {
        Matrix result = new(Rows, count);
        int kept = Math.Min(count, Columns);
        for (int row = 0; row < Rows; row++)
        {
            Row(row)[..kept].CopyTo(result.Row(row));
        }

        return result;
    }

    /// <summary>A copy with a number added to each element of the diagonal.</summary>
    /// <param name="ridge">The number.</param>
    public Matrix Ridged(double ridge)
    {
        Matrix result = Copy();
        for (int i = 0; i < Math.Min(Rows, Columns); i++)
        {
            result[i, i] += ridge;
        }

        return result;
    }

    /// <summary>The same numbers read with other row and column counts.</summary>
    public Matrix Reshape(int rows, int columns) => new(rows, columns, Data);

    /// <summary>The transposed matrix, copied in tiles that stay in the first-level cache.</summary>
    public Matrix Transpose()
    {
        const int Tile = 16;
        Matrix result = new(Columns, Rows);
        for (int i0 = 0; i0 < Rows; i0 += Tile)
        {
            int i1 = Math.Min(Rows, i0 + Tile);
            for (int j0 = 0; j0 < Columns; j0 += Tile)
            {
                int j1 = Math.Min(Columns, j0 + Tile);
                for (int i = i0; i < i1; i++)
                {
                    for (int j = j0; j < j1; j++)
                    {
                        result.Data[(j * Rows) + i] = Data[(i * Columns) + j];
                    }
                }
            }
        }

        return result;
    }
}
