using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

public sealed class CholeskyTests
{
    private static readonly Matrix s_matrix = SeededMatrices.WithEigenvalues([4, 2, 1, 0.5, 0.1], seed: 1);

    // The mean of the diagonal is 7.6 / 5 = 1.52.
    private static readonly Matrix s_ridged = Plus(s_matrix, 0.01 * 1.52);

    [Fact]
    public void A_factor_is_as_worked_by_hand()
    {
        // (4, 2; 2, 10) = L L^T with L = (2, 0; 1, 3); the ridge changes nothing that is seen.
        Cholesky factor = Cholesky.Of(new Matrix(2, 2, [4, 2, 2, 10]), 1e-16);
        MatrixAssert.Near(new Matrix(2, 1, [1, 2]), factor.SolveLower(new Matrix(2, 1, [2, 7])), 1e-14);
        MatrixAssert.Near(new Matrix(2, 1, [1, 2]), factor.SolveUpper(new Matrix(2, 1, [4, 6])), 1e-14);
        MatrixAssert.Near(new Matrix(2, 1, [1, 2]), factor.Solve(new Matrix(2, 1, [8, 22])), 1e-14);
    }

    [Fact]
    public void The_factor_times_its_transpose_is_the_matrix_with_its_ridge()
    {
        Matrix lower = Lower(Cholesky.Of(s_matrix, 0.01));
        for (int i = 0; i < lower.Rows; i++)
        {
            Assert.All(lower.Row(i)[(i + 1)..].ToArray(), number => Assert.Equal(0, number, 1e-12));
            Assert.True(lower[i, i] > 0);
        }

        MatrixAssert.Near(s_ridged, MatrixProduct.MultiplyTransposed(lower, lower), 1e-12);
    }

    [Fact]
    public void Solving_undoes_the_product()
    {
        Matrix x = SeededMatrices.Uniform(5, 3, seed: 2);
        MatrixAssert.Near(x, Cholesky.Of(s_matrix, 0.01).Solve(MatrixProduct.Multiply(s_ridged, x)), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Fewer_rows_are_solved_with_the_leading_block(int size)
    {
        Cholesky factor = Cholesky.Of(s_matrix, 0.01);
        Matrix x = SeededMatrices.Uniform(size, 2, seed: 3);
        Matrix block = new(size, size);
        for (int i = 0; i < size; i++)
        {
            s_ridged.Row(i)[..size].CopyTo(block.Row(i));
        }

        Matrix b = MatrixProduct.Multiply(block, x);
        Matrix half = factor.SolveLower(b);
        MatrixAssert.Near(x, factor.SolveUpper(half), 1e-12);
        // The leading rows of L^-1 B for all rows are those of the leading block.
        Matrix all = new(5, 2);
        b.Data.CopyTo(all.Data, 0);
        Assert.Equal(half.Data, factor.SolveLower(all).Data[..half.Data.Length]);
    }

    [Fact]
    public void Only_the_lower_part_is_read_and_nothing_is_changed()
    {
        Matrix half = new(5, 5, (double[])s_matrix.Data.Clone());
        for (int i = 0; i < 5; i++)
        {
            half.Row(i)[(i + 1)..].Fill(double.NaN);
        }

        double[] before = (double[])half.Data.Clone();
        Matrix b = SeededMatrices.Uniform(5, 2, seed: 4);
        double[] sides = (double[])b.Data.Clone();
        Assert.Equal(Cholesky.Of(s_matrix, 0.01).Solve(b).Data, Cholesky.Of(half, 0.01).Solve(b).Data);
        Assert.Equal(before, half.Data);
        Assert.Equal(sides, b.Data);
    }

    [Theory]
    [InlineData(3.0, 0.0)]
    [InlineData(1e-200, 0.0)]
    [InlineData(1e100, 1e80)]
    [InlineData(1.0, -1e-13)]
    public void A_singular_matrix_stays_finite(double first, double rest)
    {
        Matrix singular = SeededMatrices.WithEigenvalues([first, first, rest, rest], seed: 5);
        Matrix solved = Cholesky.Of(singular, 1e-9).Solve(SeededMatrices.Uniform(4, 2, seed: 6));
        Assert.All(solved.Data, number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void A_matrix_of_zeros_counts_as_the_identity()
    {
        Matrix b = SeededMatrices.Uniform(4, 2, seed: 7);
        Assert.Equal(b.Data, Cholesky.Of(new Matrix(4, 4), 1e-9).Solve(b).Data);
    }

    // L^-1 (L L^T) = L^T.
    private static Matrix Lower(Cholesky factor) => factor.SolveLower(s_ridged).Transpose();

    private static Matrix Plus(Matrix matrix, double ridge)
    {
        Matrix result = new(matrix.Rows, matrix.Columns, (double[])matrix.Data.Clone());
        for (int i = 0; i < result.Rows; i++)
        {
            result[i, i] += ridge;
        }

        return result;
    }
}
