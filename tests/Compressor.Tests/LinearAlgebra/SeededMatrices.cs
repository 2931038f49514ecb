using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

/// <summary>Matrices made from a seed.</summary>
internal static class SeededMatrices
{
    /// <summary>Numbers spread evenly over -1 to 1.</summary>
    public static Matrix Uniform(int rows, int columns, int seed)
    {
        Random random = new(seed);
        double[] data = new double[rows * columns];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (2 * random.NextDouble()) - 1;
        }

        return new Matrix(rows, columns, data);
    }

    /// <summary>Orthonormal rows, by Gram and Schmidt's process done twice.</summary>
    public static Matrix OrthonormalRows(int rows, int columns, int seed)
    {
        Matrix result = Uniform(rows, columns, seed);
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = result.Row(i);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++)
                {
                    Subtract(row, Dot(row, result.Row(j)), result.Row(j));
                }
            }

            double norm = Math.Sqrt(Dot(row, row));
            foreach (ref double number in row)
            {
                number /= norm;
            }
        }

        return result;
    }

    /// <summary>A symmetric matrix with given eigenvalues.</summary>
    public static Matrix WithEigenvalues(IReadOnlyList<double> values, int seed)
    {
        int size = values.Count;
        Matrix vectors = OrthonormalRows(size, size, seed);
        Matrix result = new(size, size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++)
                {
                    sum += values[k] * vectors[k, i] * vectors[k, j];
                }

                result[i, j] = sum;
                result[j, i] = sum;
            }
        }

        return result;
    }

    /// <summary>A matrix with given singular values, fewer than or as many as the shorter side has.</summary>
    public static Matrix WithSingularValues(int rows, int columns, IReadOnlyList<double> values, int seed)
    {
        Matrix left = OrthonormalRows(values.Count, rows, seed);
        Matrix right = OrthonormalRows(values.Count, columns, seed + 1);
        Matrix result = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < values.Count; k++)
            {
                double factor = values[k] * left[k, i];
                for (int j = 0; j < columns; j++)
                {
                    result[i, j] += factor * right[k, j];
                }
            }
        }

        return result;
    }

    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    private static void Subtract(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] -= factor * source[i];
        }
    }
}
