using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

public sealed class SquareRootTests
{
    [Fact]
    public void Roots_are_as_worked_by_hand()
    {
        // (5, 4; 4, 5) has the eigenvalues 9 and 1 along (1, 1) and (1, -1): its root is (2, 1; 1, 2).
        (Matrix root, Matrix inverse) = SquareRoot.Of(new Matrix(2, 2, [5, 4, 4, 5]), 1e-9);
        MatrixAssert.Near(new Matrix(2, 2, [2, 1, 1, 2]), root, 1e-12);
        MatrixAssert.Near(new Matrix(2, 2, [2 / 3.0, -1 / 3.0, -1 / 3.0, 2 / 3.0]), inverse, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    public void The_root_times_itself_is_the_matrix_and_times_its_inverse_the_identity(int size)
    {
        Matrix matrix = SeededMatrices.WithEigenvalues([.. Enumerable.Range(0, size).Select(k => 5.0 / (1 + k))], seed: size);
        double[] before = (double[])matrix.Data.Clone();
        (Matrix root, Matrix inverse) = SquareRoot.Of(matrix, 1e-4);
        MatrixAssert.Near(matrix, MatrixProduct.Multiply(root, root), 1e-11);
        MatrixAssert.IsIdentity(MatrixProduct.Multiply(root, inverse), 1e-11);
        MatrixAssert.Near(root.Transpose(), root, 1e-12);
        Assert.Equal(before, matrix.Data);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.0)]
    [InlineData(-1e-12)]
    public void Eigenvalues_below_the_floor_count_as_the_floor(double least)
    {
        // 0.01 of 4 instead of the least one, in the same directions.
        (Matrix root, Matrix inverse) = SquareRoot.Of(SeededMatrices.WithEigenvalues([4, 1, least], seed: 1), 0.01);
        Matrix floored = SeededMatrices.WithEigenvalues([4, 1, 0.04], seed: 1);
        MatrixAssert.Near(floored, MatrixProduct.Multiply(root, root), 1e-11);
        MatrixAssert.IsIdentity(MatrixProduct.Multiply(root, inverse), 1e-11);
    }

    [Fact]
    public void A_floor_may_be_a_number_of_its_own()
    {
        // 0.5 instead of the two least ones, whatever the largest is.
        (Matrix root, Matrix inverse) = SquareRoot.Of(SymmetricEigen.Decompose(SeededMatrices.WithEigenvalues([4, 0.25, 0], seed: 1)), 0.5);
        MatrixAssert.Near(SeededMatrices.WithEigenvalues([4, 0.5, 0.5], seed: 1), MatrixProduct.Multiply(root, root), 1e-11);
        MatrixAssert.IsIdentity(MatrixProduct.Multiply(root, inverse), 1e-11);
    }

    [Fact]
    public void A_matrix_of_zeros_weighs_all_directions_alike()
    {
        (Matrix root, Matrix inverse) = SquareRoot.Of(new Matrix(4, 4), 1e-4);
        MatrixAssert.IsIdentity(root, 1e-12);
        MatrixAssert.IsIdentity(inverse, 1e-12);
    }
}
