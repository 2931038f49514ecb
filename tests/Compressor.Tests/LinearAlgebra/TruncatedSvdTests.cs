using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

public sealed class TruncatedSvdTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 1, 9 }, { 9, 1 }, { 5, 5 }, { 7, 40 }, { 40, 7 }, { 3, 786 }, { 66, 35 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Squared_values_sum_to_the_squared_norm(int rows, int columns)
    {
        Matrix matrix = SeededMatrices.Uniform(rows, columns, 1);
        double norm = SeededMatrices.Dot(matrix.Data, matrix.Data);
        TruncatedSvd svd = TruncatedSvd.Of(matrix);
        Assert.Equal(Math.Min(rows, columns), svd.SquaredValues.Length);
        Assert.Equal(norm, svd.SquaredValues.Sum(), 1e-13 * norm);
        Assert.Equal(norm, svd.SquaredTail(0), 1e-13 * norm);
        Assert.Equal(0, svd.SquaredTail(svd.SquaredValues.Length));
    }

    [Theory]
    [InlineData(6, 20)]
    [InlineData(20, 6)]
    [InlineData(6, 6)]
    public void Values_are_those_that_the_matrix_was_made_with(int rows, int columns)
    {
        double[] values = [10, 5, 4, 1, 0.1, 0.01];
        double[] squares = TruncatedSvd.Of(SeededMatrices.WithSingularValues(rows, columns, values, 2)).SquaredValues;
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(values[i] * values[i], squares[i], 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Factors_are_the_best_approximation_of_their_rank(int rows, int columns)
    {
        Matrix matrix = SeededMatrices.Uniform(rows, columns, 3);
        double norm = SeededMatrices.Dot(matrix.Data, matrix.Data);
        TruncatedSvd svd = TruncatedSvd.Of(matrix);
        for (int rank = 1; rank <= svd.NumericalRank; rank += 3)
        {
            (Matrix left, Matrix right) = svd.Factors(rank);
            Assert.Equal((rows, rank, rank, columns), (left.Rows, left.Columns, right.Rows, right.Columns));
            // Eckart and Young: no matrix of this rank is nearer than the squared tail.
            Assert.Equal(svd.SquaredTail(rank), SquaredDifference(matrix, MatrixProduct.Multiply(left, right)), 1e-12 * norm);
            AssertOrthonormalColumns(left, 1e-8);
            for (int k = 0; k < rank; k++)
            {
                Assert.Equal(svd.SquaredValues[k], SeededMatrices.Dot(right.Row(k), right.Row(k)), 1e-12 * norm);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => svd.Factors(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => svd.Factors(svd.NumericalRank + 1));
    }

    [Theory]
    [InlineData(12, 30)]
    [InlineData(30, 12)]
    public void A_rank_deficient_matrix_has_its_rank_and_is_recovered_at_it(int rows, int columns)
    {
        Matrix matrix = SeededMatrices.WithSingularValues(rows, columns, [3, 2, 1e-3], 4);
        TruncatedSvd svd = TruncatedSvd.Of(matrix);
        Assert.Equal(3, svd.NumericalRank);
        Assert.Equal(3, svd.RankAt(0));
        (Matrix left, Matrix right) = svd.Factors(3);
        // The direction of the value 1e-3 is known to rounding over the gap of the squares, 1e-16 x (3 / 1e-3)^2.
        Assert.Equal(0, Math.Sqrt(SquaredDifference(matrix, MatrixProduct.Multiply(left, right))), 1e-8);
        AssertOrthonormalColumns(left, 1e-8);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Zeros_have_rank_one_and_factors_that_multiply_to_zero(int rows, int columns)
    {
        TruncatedSvd svd = TruncatedSvd.Of(new Matrix(rows, columns));
        Assert.Equal(1, svd.NumericalRank);
        Assert.Equal(1, svd.RankBound(0.5));
        Assert.Equal(1, svd.RankAt(0));
        Assert.Equal(1, svd.RankAt(0.5));
        Assert.Equal(0, svd.SquaredTail(0));
        (Matrix left, Matrix right) = svd.Factors(1);
        Assert.All(MatrixProduct.Multiply(left, right).Data, number => Assert.Equal(0, number));
    }

    // Squares 9, 4, 1, 1, 1 of sum 16: a tolerance t allows a squared tail below 16 t^2. Tails are 1, 2, 3, 7, 16.
    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.24, 5)]
    [InlineData(0.25, 5)] // allows less than 1 exactly: the last value's square is not less
    [InlineData(0.26, 4)]
    [InlineData(0.36, 3)] // 2.07
    [InlineData(0.44, 2)] // 3.10
    [InlineData(0.5, 2)] // 4
    [InlineData(0.66, 2)] // 6.97
    [InlineData(0.67, 1)] // 7.18
    [InlineData(0.999, 1)]
    public void The_rank_is_the_least_whose_tail_is_below_the_tolerance(double tolerance, int expected)
    {
        Assert.Equal(expected, Diagonal(5, 5).RankAt(tolerance));
        Assert.Equal(expected, Diagonal(5, 8).RankAt(tolerance));
        Assert.Equal(expected, Diagonal(8, 5).RankAt(tolerance));

        static TruncatedSvd Diagonal(int rows, int columns)
        {
            Matrix matrix = new(rows, columns);
            (int, double)[] elements = [(0, 1), (1, 3), (2, 1), (3, 2), (4, 1)];
            foreach ((int i, double value) in elements)
            {
                matrix[i, i] = value;
            }

            return TruncatedSvd.Of(matrix);
        }
    }

    [Fact]
    public void At_the_bound_itself_equal_values_are_all_kept()
    {
        // Four ones: half of the norm allows a squared tail below 1, which one of them just misses.
        TruncatedSvd svd = TruncatedSvd.Of(new Matrix(4, 4, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]));
        Assert.Equal(4, svd.RankAt(0.5));
        Assert.Equal(3, svd.RankAt(Math.BitIncrement(0.5)));
    }

    [Fact]
    public void The_bound_from_the_Gram_matrix_never_exceeds_the_rank()
    {
        Random random = new(5);
        for (int instance = 0; instance < 300; instance++)
        {
            (int rows, int columns) = (random.Next(1, 14), random.Next(1, 30));
            int rank = random.Next(1, Math.Min(rows, columns) + 1);
            double decay = random.NextDouble();
            double[] values = [.. Enumerable.Range(0, rank).Select(i => Math.Pow(decay, i * random.Next(0, 3)))];
            TruncatedSvd svd = TruncatedSvd.Of(SeededMatrices.WithSingularValues(rows, columns, values, instance));
            double[] tolerances = [0, 1e-9, 1e-3, 0.05, 0.3, 0.57, random.NextDouble(), 0.999];
            foreach (double tolerance in tolerances)
            {
                Assert.InRange(svd.RankBound(tolerance), 1, svd.RankAt(tolerance));
            }
        }
    }

    [Fact]
    public void The_bound_is_the_rank_where_all_values_are_equal() =>
        Assert.Equal(6, TruncatedSvd.Of(SeededMatrices.OrthonormalRows(6, 15, 6)).RankBound(0));

    private static double SquaredDifference(Matrix expected, Matrix found) =>
        expected.Data.Zip(found.Data, (x, y) => (x - y) * (x - y)).Sum();

    private static void AssertOrthonormalColumns(Matrix matrix, double tolerance)
    {
        Matrix rows = matrix.Transpose();
        for (int i = 0; i < rows.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 1 : 0, SeededMatrices.Dot(rows.Row(i), rows.Row(j)), tolerance);
            }
        }
    }
}
