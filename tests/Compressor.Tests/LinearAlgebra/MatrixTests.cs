using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

public sealed class MatrixTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 17)]
    [InlineData(15, 16)]
    [InlineData(17, 33)]
    [InlineData(64, 3)]
    public void Transposing_swaps_the_indices(int rows, int columns)
    {
        Matrix matrix = SeededMatrices.Uniform(rows, columns, 1);
        Matrix transposed = matrix.Transpose();
        Assert.Equal((columns, rows), (transposed.Rows, transposed.Columns));
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(matrix[i, j], transposed[j, i]);
            }
        }
    }

    [Fact]
    public void Reshaping_reads_the_same_numbers_row_after_row()
    {
        Matrix matrix = new(2, 3, [1, 2, 3, 4, 5, 6]);
        Matrix reshaped = matrix.Reshape(3, 2);
        Assert.Same(matrix.Data, reshaped.Data);
        Assert.Equal(4, reshaped[1, 1]);
        Assert.Equal([5.0, 6.0], reshaped.Row(2).ToArray());
    }

    [Fact]
    public void A_copy_has_numbers_of_its_own()
    {
        Matrix matrix = new(2, 3, [1, 2, 3, 4, 5, 6]);
        Matrix copy = matrix.Copy();
        Assert.Equal((2, 3), (copy.Rows, copy.Columns));
        Assert.Equal(matrix.Data, copy.Data);
        copy[1, 2] = 7;
        Assert.Equal(6, matrix[1, 2]);
    }

    [Theory]
    [InlineData(1, new[] { 1.0, 4 })]
    [InlineData(3, new[] { 1.0, 2, 3, 4, 5, 6 })]
    [InlineData(4, new[] { 1.0, 2, 3, 0, 4, 5, 6, 0 })]
    public void Leading_columns_are_the_first_ones_and_then_zeros(int count, double[] expected)
    {
        Matrix leading = new Matrix(2, 3, [1, 2, 3, 4, 5, 6]).LeadingColumns(count);
        Assert.Equal((2, count), (leading.Rows, leading.Columns));
        Assert.Equal(expected, leading.Data);
    }

    [Fact]
    public void A_ridge_is_added_to_the_diagonal_of_a_copy()
    {
        Matrix matrix = new(2, 2, [1, 2, 3, 4]);
        Assert.Equal([1.5, 2, 3, 4.5], matrix.Ridged(0.5).Data);
        Assert.Equal([1.0, 2, 3, 4], matrix.Data);
    }

    [Fact]
    public void A_count_of_numbers_that_does_not_fit_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Matrix(2, 3, new double[5]));
        Assert.Contains("2 x 3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Matrix(2, 3).Reshape(4, 2));
    }
}
