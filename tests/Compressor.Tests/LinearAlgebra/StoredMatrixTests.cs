using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

public sealed class StoredMatrixTests
{
    // One strip that is not full, exactly one, and several.
    [Theory]
    [InlineData(3, 5)]
    [InlineData(256, 7)]
    [InlineData(7, 256)]
    [InlineData(300, 530)]
    [InlineData(530, 300)]
    public void Products_are_to_the_last_bit_those_of_the_matrix_in_float64(int rows, int columns)
    {
        float[] numbers = Noise(rows * columns, seed: 1);
        StoredMatrix stored = new(rows, columns, numbers);
        Matrix wide = new(rows, columns, Array.ConvertAll(numbers, number => (double)number));
        Matrix onRows = new(4, rows, Array.ConvertAll(Noise(4 * rows, seed: 2), number => (double)number));
        Matrix onColumns = new(4, columns, Array.ConvertAll(Noise(4 * columns, seed: 3), number => (double)number));

        Assert.Equal(MatrixProduct.RowGram(wide).Data, stored.RowGram().Data);
        Assert.Equal(MatrixProduct.RowGram(wide.Transpose()).Data, stored.ColumnGram().Data);
        Assert.Equal(MatrixProduct.Multiply(onRows, wide).Data, stored.LeftMultiply(onRows).Data);
        Assert.Equal(MatrixProduct.MultiplyTransposed(onColumns, wide).Data, stored.LeftMultiplyTransposed(onColumns).Data);
    }

    [Theory]
    [InlineData(4, 9)]
    [InlineData(9, 4)]
    [InlineData(5, 5)]
    public void The_decomposition_of_the_transpose_is_that_of_a_transposed_copy(int rows, int columns)
    {
        float[] numbers = Noise(rows * columns, seed: 4);
        TruncatedSvd expected = TruncatedSvd.Of(new Matrix(rows, columns, Array.ConvertAll(numbers, number => (double)number)).Transpose());
        TruncatedSvd actual = TruncatedSvd.OfTransposed(new StoredMatrix(rows, columns, numbers));

        Assert.Equal(expected.SquaredValues, actual.SquaredValues);
        Assert.Equal(expected.Factors(3).Left.Data, actual.Factors(3).Left.Data);
        Assert.Equal(expected.Factors(3).Right.Data, actual.Factors(3).Right.Data);
    }

    private static float[] Noise(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
