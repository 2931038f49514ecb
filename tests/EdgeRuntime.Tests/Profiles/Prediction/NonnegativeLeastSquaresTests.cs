using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Profiles.Prediction;

namespace RsdtrEdge.Runtime.Tests.Profiles.Prediction;

public sealed class NonnegativeLeastSquaresTests
{
    [Fact]
    public void A_positive_solution_is_that_of_least_squares() =>
        // 1 + 2 x at 0, 1, 2.
        AssertSolution([1, 2], [[1, 0], [1, 1], [1, 2]], [1, 3, 5]);

    [Fact]
    public void A_coefficient_that_would_be_negative_is_0() =>
        // 2 - x at 0, 1, 2: without a slope, the mean is best.
        AssertSolution([1, 0], [[1, 0], [1, 1], [1, 2]], [2, 1, 0]);

    [Fact]
    public void Each_coefficient_by_itself() => AssertSolution([3, 0, 5], [[1, 0, 0], [0, 1, 0], [0, 0, 2]], [3, -2, 10]);

    [Fact]
    public void A_column_that_came_first_may_leave() =>
        // Along the first column, of length 1.71, the target's 4.475 / 1.71 is the most; the other two reach 2.75 / 1.12 and 1.75 / 1.12. But
        // twice the second and once the third are the target.
        AssertSolution([0, 2, 1], [[0.9, 0, 1], [1.05, 0.5, 0.5], [1, 1, 0]], [1, 1.5, 2]);

    [Fact]
    public void Columns_that_are_multiples_of_each_other_do_no_harm()
    {
        double[][] rows = [[1, 2], [2, 4], [3, 6]];
        double[] x = NonnegativeLeastSquares.Solve(rows, [2, 4, 6]);
        Assert.All(x, number => Assert.True(number >= 0));
        Assert.Equal(2, x[0] + (2 * x[1]), 9);
    }

    [Fact]
    public void Empty_columns_and_rows_give_0()
    {
        AssertSolution([0, 2], [[0, 1], [0, 1]], [1, 3]);
        Assert.Empty(NonnegativeLeastSquares.Solve([], []));
    }

    [Fact]
    public void Scales_far_apart_do_no_harm() => AssertSolution([2, 3e9], [[1, 1e-9], [1, 5e-9], [1, 7e-9]], [5, 17, 23]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_direction_that_is_allowed_lowers_the_error(int seed)
    {
        // The conditions of Karush, Kuhn and Tucker, which a convex problem's solution alone fulfils.
        SeededGenerator random = new(seed);
        double[][] rows = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 8).Select(_ => random.NextInt32(1000) / 1000.0).ToArray())];
        double[] targets = [.. rows.Select(row => row[0] - (2 * row[1]) + row[2] + (random.NextInt32(1000) / 1000.0))];
        double[] x = NonnegativeLeastSquares.Solve(rows, targets);
        Assert.Contains(0, x);
        Assert.Contains(x, number => number > 0);
        for (int column = 0; column < x.Length; column++)
        {
            double gradient = rows.Select((row, index) => row[column] * (targets[index] - row.Zip(x, (a, b) => a * b).Sum())).Sum();
            Assert.True(x[column] >= 0);
            Assert.True(gradient <= 1e-9, $"column {column}: {gradient}");
            Assert.True(x[column] == 0 || gradient >= -1e-9, $"column {column}: {gradient}");
        }
    }

    private static void AssertSolution(double[] expected, double[][] rows, double[] targets)
    {
        double[] x = NonnegativeLeastSquares.Solve(rows, targets);
        Assert.Equal(expected.Length, x.Length);
        Assert.All(expected.Zip(x), pair => Assert.Equal(pair.First, pair.Second, 1e-7 * Math.Max(1, pair.First)));
    }
}
