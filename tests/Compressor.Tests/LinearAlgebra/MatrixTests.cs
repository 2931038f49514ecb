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
    public void A_count_of_numbers_that_does_not_fit_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Matrix(2, 3, new double[5]));
        Assert.Contains("2 x 3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Matrix(2, 3).Reshape(4, 2));
    }
}
