using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

public sealed class SymmetricEigenTests
{
    private const double Rounding = 1e-13;

    // Around the panel width of 32 and the strips of 16.
    public static TheoryData<int> Sizes => [1, 2, 3, 4, 15, 16, 17, 31, 32, 33, 34, 35, 65, 130, 200];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Vectors_are_orthonormal_and_satisfy_the_eigenvalue_equation(int size)
    {
        Matrix matrix = SeededMatrices.Uniform(size, size, size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                matrix[j, i] = matrix[i, j];
            }
        }

        AssertDecomposes(matrix);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Second_difference_matrix_has_its_known_spectrum(int size)
    {
        Matrix matrix = new(size, size);
        for (int i = 0; i < size; i++)
        {
            matrix[i, i] = 2;
            if (i > 0)
            {
                matrix[i, i - 1] = -1;
                matrix[i - 1, i] = -1;
            }
        }

        // Eigenvalue k is 2 - 2 cos(k pi / (n + 1)).
        AssertDecomposes(matrix, [.. Enumerable.Range(1, size).Select(k => 2 - (2 * Math.Cos(k * Math.PI / (size + 1))))]);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Identity_has_ones(int size) => AssertDecomposes(Diagonal(Enumerable.Repeat(1.0, size)), [.. Enumerable.Repeat(1.0, size)]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Zero_matrix_has_zeros(int size) => AssertDecomposes(new Matrix(size, size), new double[size]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Diagonal_matrix_has_its_diagonal(int size)
    {
        double[] values = [.. Enumerable.Range(0, size).Select(i => (double)((i * 7 % size) - 3))];
        AssertDecomposes(Diagonal(values), values);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rank_one_matrix_has_one_value(int size)
    {
        double[] x = SeededMatrices.Uniform(1, size, 11).Data;
        Matrix matrix = new(size, size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                matrix[i, j] = x[i] * x[j];
            }
        }

        AssertDecomposes(matrix, [SeededMatrices.Dot(x, x), .. new double[size - 1]]);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Matrix_of_ones_has_its_size_and_zeros(int size)
    {
        Matrix matrix = new(size, size);
        Array.Fill(matrix.Data, 1);
        AssertDecomposes(matrix, [size, .. new double[size - 1]]);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(65)]
    public void Clusters_come_apart_into_orthonormal_vectors(int size)
    {
        double[] values = [.. Enumerable.Range(0, size).Select(i => (i % 3) + (1e-14 * i))];
        AssertDecomposes(SeededMatrices.WithEigenvalues(values, 12), values);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(66)]
    public void Values_graded_over_twelve_orders_are_found_to_rounding_of_the_largest(int size)
    {
        double[] values = [.. Enumerable.Range(0, size).Select(i => Math.Pow(10, -12.0 * i / (size - 1)))];
        AssertDecomposes(SeededMatrices.WithEigenvalues(values, 13), values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Elements_graded_over_twelve_orders_in_either_direction_converge(int direction)
    {
        const int Size = 50;
        Matrix matrix = SeededMatrices.Uniform(Size, Size, 14);
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double scale = Math.Pow(10, direction * -6.0 * (i + j) / (Size - 1));
                matrix[i, j] = scale * (i == j ? 3 : matrix[i, j]);
                matrix[j, i] = matrix[i, j];
            }
        }

        AssertDecomposes(matrix);
    }

    [Theory]
    [InlineData(1e-90)]
    [InlineData(1e75)]
    public void Gram_matrices_of_the_smallest_and_the_largest_float32_numbers_decompose(double scale)
    {
        double[] values = [.. Enumerable.Range(1, 20).Select(i => i * scale)];
        AssertDecomposes(SeededMatrices.WithEigenvalues(values, 15), values);
    }

    [Fact]
    public void Two_by_two_is_as_worked_by_hand()
    {
        // (2 - x)(5 - x) - 4 = 0: x = 6 with (1, 2) / sqrt(5), x = 1 with (2, -1) / sqrt(5).
        Matrix matrix = new(2, 2, [2, 2, 2, 5]);
        AssertDecomposes(Copy(matrix), [6, 1]);
        Matrix vectors = SymmetricEigen.Decompose(matrix).LeadingVectors(2);
        double sign = Math.Sign(vectors[0, 0]);
        Assert.Equal(1 / Math.Sqrt(5), sign * vectors[0, 0], Rounding);
        Assert.Equal(2 / Math.Sqrt(5), sign * vectors[0, 1], Rounding);
        sign = Math.Sign(vectors[1, 0]);
        Assert.Equal(2 / Math.Sqrt(5), sign * vectors[1, 0], Rounding);
        Assert.Equal(-1 / Math.Sqrt(5), sign * vectors[1, 1], Rounding);
    }

    [Fact]
    public void Only_the_lower_part_is_read()
    {
        Matrix matrix = new(3, 3, [4, double.NaN, double.NaN, 1, 3, double.NaN, 0, 2, 5]);
        Matrix whole = new(3, 3, [4, 1, 0, 1, 3, 2, 0, 2, 5]);
        Assert.Equal(SymmetricEigen.Decompose(whole).Values, SymmetricEigen.Decompose(matrix).Values);
    }

    [Fact]
    public void Leading_vectors_are_the_first_of_all_vectors_to_the_bit()
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose(SeededMatrices.WithEigenvalues([.. Enumerable.Range(1, 70).Select(i => (double)i)], 16));
        double[] all = eigen.LeadingVectors(70).Data;
        Assert.Equal(all[..(70 * 9)], eigen.LeadingVectors(9).Data);
    }

    [Fact]
    public void A_matrix_that_is_not_square_is_refused() =>
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(new Matrix(2, 3)));

    private static void AssertDecomposes(Matrix matrix, double[]? expected = null)
    {
        int size = matrix.Rows;
        double norm = Math.Sqrt(SeededMatrices.Dot(matrix.Data, matrix.Data));
        SymmetricEigen eigen = SymmetricEigen.Decompose(Copy(matrix));
        Matrix vectors = eigen.LeadingVectors(size);
        for (int i = 0; i < size; i++)
        {
            double[] vector = vectors.Row(i).ToArray();
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 1 : 0, SeededMatrices.Dot(vector, vectors.Row(j)), Rounding);
            }

            double residual = 0;
            for (int row = 0; row < size; row++)
            {
                double difference = SeededMatrices.Dot(matrix.Row(row), vector) - (eigen.Values[i] * vector[row]);
                residual += difference / Math.Max(norm, double.Epsilon) * (difference / Math.Max(norm, double.Epsilon));
            }

            Assert.True(Math.Sqrt(residual) <= Rounding, $"Vector {i} of {size} leaves a residual of {Math.Sqrt(residual)} of the norm.");
        }

        Assert.Equal(eigen.Values.OrderDescending(), eigen.Values);
        if (expected is not null)
        {
            double[] sorted = [.. expected.OrderDescending()];
            Assert.Equal(sorted.Length, eigen.Values.Length);
            for (int i = 0; i < size; i++)
            {
                Assert.True(
                    Math.Abs(sorted[i] - eigen.Values[i]) <= Rounding * norm, $"Value {i} of {size} is {eigen.Values[i]:R}, not {sorted[i]:R}.");
            }
        }
    }

    private static Matrix Copy(Matrix matrix) => new(matrix.Rows, matrix.Columns, [.. matrix.Data]);

    private static Matrix Diagonal(IEnumerable<double> values)
    {
        double[] diagonal = [.. values];
        Matrix matrix = new(diagonal.Length, diagonal.Length);
        for (int i = 0; i < diagonal.Length; i++)
        {
            matrix[i, i] = diagonal[i];
        }

        return matrix;
    }
}
