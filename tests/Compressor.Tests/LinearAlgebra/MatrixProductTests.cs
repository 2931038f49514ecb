using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

/// <summary>
/// Each element has to be one chain of fused multiply-adds in the order of the inner index, to the bit. A triple loop on one
/// thread does just that; shapes above the threshold run on many threads and must not differ.
/// </summary>
public sealed class MatrixProductTests
{
    // Sizes around the tile of 4 x 12, the panel depth of 256 and the threshold of 4,000,000 multiply-adds.
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 },
        { 1, 7, 1 },
        { 1, 1, 9 },
        { 2, 786, 1 },
        { 3, 786, 3 },
        { 3, 255, 11 },
        { 4, 256, 12 },
        { 5, 257, 13 },
        { 8, 512, 24 },
        { 7, 513, 25 },
        { 200, 180, 111 },
        { 203, 181, 113 },
        { 600, 600, 12 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Product_has_the_bits_of_a_triple_loop(int rows, int inner, int columns)
    {
        Matrix a = SeededMatrices.Uniform(rows, inner, 1);
        Matrix b = SeededMatrices.Uniform(inner, columns, 2);
        AssertSameBits(Naive(new Matrix(rows, columns), a, b), MatrixProduct.Multiply(a, b), lowerOnly: false);
        AssertSameBits(Naive(new Matrix(rows, columns), a, b), MatrixProduct.MultiplyTransposed(a, b.Transpose()), lowerOnly: false);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 786)]
    [InlineData(4, 5)]
    [InlineData(12, 256)]
    [InlineData(13, 257)]
    [InlineData(25, 31)]
    [InlineData(211, 97)]
    public void Gram_matrix_has_the_bits_of_a_triple_loop_and_is_symmetric(int rows, int columns)
    {
        Matrix a = SeededMatrices.Uniform(rows, columns, 3);
        Matrix gram = MatrixProduct.RowGram(a);
        AssertSameBits(Naive(new Matrix(rows, rows), a, a.Transpose()), gram, lowerOnly: true);
        AssertSameBits(gram.Transpose(), gram, lowerOnly: false);
    }

    [Theory]
    [InlineData(5, 3, 7)]
    [InlineData(26, 300, 37)]
    public void A_product_is_added_to_what_is_there(int rows, int inner, int columns)
    {
        Matrix a = SeededMatrices.Uniform(rows, inner, 4);
        Matrix b = SeededMatrices.Uniform(inner, columns, 5);
        Matrix expected = Naive(SeededMatrices.Uniform(rows, columns, 6), a, b);
        Matrix found = SeededMatrices.Uniform(rows, columns, 6);
        MatrixProduct.AddProduct(found, a, b, transposeB: false, lowerOnly: false);
        AssertSameBits(expected, found, lowerOnly: false);
    }

    [Theory]
    [InlineData(11, 5)]
    [InlineData(12, 256)]
    [InlineData(50, 260)]
    [InlineData(205, 101)]
    public void The_lower_part_is_right_when_only_it_is_asked_for(int size, int inner)
    {
        Matrix a = SeededMatrices.Uniform(size, inner, 7);
        Matrix b = SeededMatrices.Uniform(size, inner, 8);
        Matrix found = new(size, size);
        MatrixProduct.AddProduct(found, a, b, transposeB: true, lowerOnly: true);
        AssertSameBits(Naive(new Matrix(size, size), a, b.Transpose()), found, lowerOnly: true);
    }

    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(5, 31, 40)]
    [InlineData(13, 205, 101)]
    public void A_product_is_added_to_the_last_rows_and_columns(int origin, int size, int inner)
    {
        Matrix a = SeededMatrices.Uniform(size, inner, 10);
        Matrix b = SeededMatrices.Uniform(size, inner, 11);
        Matrix whole = SeededMatrices.Uniform(origin + size, origin + size, 12);
        Matrix part = new(size, size);
        for (int i = 0; i < size; i++)
        {
            whole.Row(origin + i)[origin..].CopyTo(part.Row(i));
        }

        Naive(part, a, b.Transpose());
        Matrix expected = new(whole.Rows, whole.Columns, [.. whole.Data]);
        for (int i = 0; i < size; i++)
        {
            part.Row(i).CopyTo(expected.Row(origin + i)[origin..]);
        }

        MatrixProduct.AddProduct(whole, origin, a, b, transposeB: true, lowerOnly: false);
        AssertSameBits(expected, whole, lowerOnly: false);
    }

    [Fact]
    public void Running_again_gives_the_same_bits()
    {
        Matrix a = SeededMatrices.Uniform(190, 170, 9);
        Matrix first = MatrixProduct.RowGram(a);
        for (int run = 0; run < 4; run++)
        {
            AssertSameBits(first, MatrixProduct.RowGram(a), lowerOnly: false);
        }
    }

    [Fact]
    public void Shapes_that_have_no_product_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new Matrix(2, 3), new Matrix(4, 2)));
        Assert.Throws<ArgumentException>(() => MatrixProduct.MultiplyTransposed(new Matrix(2, 3), new Matrix(3, 2)));
        Assert.Throws<ArgumentException>(
            () => MatrixProduct.AddProduct(new Matrix(3, 3), new Matrix(2, 3), new Matrix(3, 3), transposeB: false, lowerOnly: false));
    }

    private static Matrix Naive(Matrix sum, Matrix a, Matrix b)
    {
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j < b.Columns; j++)
            {
                double element = sum[i, j];
                for (int k = 0; k < a.Columns; k++)
                {
                    element = Math.FusedMultiplyAdd(a.Data[(i * a.Columns) + k], b.Data[(k * b.Columns) + j], element);
                }

                sum[i, j] = element;
            }
        }

        return sum;
    }

    private static void AssertSameBits(Matrix expected, Matrix found, bool lowerOnly)
    {
        Assert.Equal((expected.Rows, expected.Columns), (found.Rows, found.Columns));
        for (int i = 0; i < expected.Rows; i++)
        {
            int end = lowerOnly ? i + 1 : expected.Columns;
            for (int j = 0; j < end; j++)
            {
                if (BitConverter.DoubleToInt64Bits(expected[i, j]) != BitConverter.DoubleToInt64Bits(found[i, j]))
                {
                    Assert.Fail($"Element ({i}, {j}) is {found[i, j]:R}, not {expected[i, j]:R}.");
                }
            }
        }
    }
}
