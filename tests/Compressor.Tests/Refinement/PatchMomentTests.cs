using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class PatchMomentTests
{
    // What a whole moment adds to its diagonal, as a part of its mean, is 1e-6.
    private const double Ridged = 1e-4;

    // C, the kernel's positions, and how many of these a prefix has taken.
    public static TheoryData<int, int, int> Prefixes => new()
    {
        { 4, 6, 1 }, { 4, 6, 2 }, { 4, 6, 6 }, { 1, 6, 1 }, { 1, 6, 3 }, { 1, 6, 6 }, { 5, 1, 1 }, { 1, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_whole_moment_of_channels_alone_is_that_of_the_channels(int channels, int positions, int taken)
    {
        Matrix moment = Spread(channels, seed: 1);
        AssertAlike(ChannelMoment.Of(moment), DenseMoment.Of(Kron(moment, positions)), channels, taken, Ridged);
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void The_plain_norm_is_that_of_channels_that_do_not_bear_on_each_other(int channels, int positions, int taken)
    {
        Matrix identity = MatrixAssert.Identity(channels);
        AssertAlike(ChannelMoment.Identity, ChannelMoment.Of(identity), channels, taken, 1e-12);
        AssertAlike(ChannelMoment.Identity, DenseMoment.Of(Kron(identity, positions)), channels, taken, Ridged);
        Assert.Null(ChannelMoment.Identity.Channels(channels));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 12)]
    [InlineData(12, 12)]
    [InlineData(12, 24)]
    [InlineData(24, 24)]
    [InlineData(1, 4)]
    public void The_moment_of_a_prefix_is_the_mean_over_what_follows(int before, int prefix)
    {
        Matrix whole = Spread(24, seed: 2);
        PatchMoment moment = DenseMoment.Of(whole);
        Matrix mean = Mean(whole, prefix);
        Matrix x = SeededMatrices.Uniform(prefix, 3, seed: 3);
        MatrixAssert.Near(Product(mean, x), moment.Weigh(x), Ridged);
        Matrix left = before == 1 ? new Matrix(1, 1, [1]) : SeededMatrices.Uniform(before, 3, seed: 4);
        Matrix expanded = Kron(left, prefix / before);
        MatrixAssert.Near(Product(expanded.Transpose(), mean, expanded), Expand(moment.Gram(left, prefix)), Ridged);
        (Func<Matrix, Matrix> root, Func<Matrix, Matrix> inverse) = moment.Roots(prefix);
        MatrixAssert.Near(Product(mean, x), root(root(x)), Ridged);
        MatrixAssert.Near(x, inverse(root(x)), 1e-9);
    }

    [Fact]
    public void A_moment_of_zeros_weighs_all_alike()
    {
        Matrix x = SeededMatrices.Uniform(6, 2, seed: 5);
        Assert.Equal(x.Data, DenseMoment.Of(new Matrix(6, 6)).Weigh(x).Data);
    }

    [Fact]
    public void The_matrix_given_stays_as_it_is()
    {
        Matrix whole = Spread(6, seed: 6);
        double[] before = (double[])whole.Data.Clone();
        PatchMoment moment = DenseMoment.Of(whole);
        moment.Roots(6);
        moment.Gram(SeededMatrices.Uniform(2, 2, seed: 7), 6);
        moment.Reordered([5, 4, 3, 2, 1, 0]);
        Assert.Equal(before, whole.Data);
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(1, 6)]
    [InlineData(5, 1)]
    public void The_moment_of_the_positions_is_the_mean_over_the_channels(int channels, int positions)
    {
        Matrix whole = Spread(channels * positions, seed: 11);
        Matrix mean = new(positions, positions);
        for (int a = 0; a < positions; a++)
        {
            for (int b = 0; b < positions; b++)
            {
                mean[a, b] = Enumerable.Range(0, channels).Average(c => whole[(c * positions) + a, (c * positions) + b]);
            }
        }

        MatrixAssert.Near(mean, DenseMoment.Of(whole).Positions(positions)!, Ridged);
        // Where positions count alike there is nothing to tell.
        Assert.Null(ChannelMoment.Of(Spread(channels, seed: 12)).Positions(positions));
        Assert.Null(ChannelMoment.Identity.Positions(positions));
    }

    [Fact]
    public void Reordered_rows_are_weighed_as_before()
    {
        int[] order = [0, 2, 1, 5, 3, 4];
        Matrix x = SeededMatrices.Uniform(6, 2, seed: 8);
        PatchMoment moment = DenseMoment.Of(Spread(6, seed: 9));
        MatrixAssert.Near(Reorder(moment.Weigh(x), order), moment.Reordered(order).Weigh(Reorder(x, order)), 1e-14);
    }

    private static void AssertAlike(PatchMoment expected, PatchMoment actual, int channels, int taken, double tolerance)
    {
        int prefix = channels * taken;
        Matrix x = SeededMatrices.Uniform(prefix, 3, seed: 10);
        MatrixAssert.Near(expected.Weigh(x), actual.Weigh(x), tolerance);
        Matrix nothing = new(1, 1, [1]);
        MatrixAssert.Near(Expand(expected.Gram(nothing, prefix)), Expand(actual.Gram(nothing, prefix)), tolerance);
        // Stages that have taken a part of the prefix, or all of it.
        foreach (int before in new[] { 1, taken }.Distinct())
        {
            Matrix left = SeededMatrices.Uniform(channels * before, 2, seed: 11);
            StageGram gram = actual.Gram(left, prefix);
            Assert.Equal(2 * taken / before, gram.Size);
            MatrixAssert.Near(Expand(expected.Gram(left, prefix)), Expand(gram), tolerance);
        }

        (Func<Matrix, Matrix> root, Func<Matrix, Matrix> inverse) = actual.Roots(prefix);
        MatrixAssert.Near(expected.Roots(prefix).Root(x), root(x), tolerance);
        MatrixAssert.Near(x, inverse(root(x)), 1e-9);
        if (expected.Channels(channels) is { } moment)
        {
            MatrixAssert.Near(moment, actual.Channels(channels)!, tolerance);
        }
    }

    private static Matrix Expand(StageGram gram)
    {
        Assert.Equal(gram.Inner.Rows * gram.Repeats, gram.Size);
        return Kron(gram.Inner, gram.Repeats);
    }

    private static Matrix Mean(Matrix whole, int prefix)
    {
        int rest = whole.Rows / prefix;
        Matrix mean = new(prefix, prefix);
        for (int i = 0; i < whole.Rows; i++)
        {
            for (int j = 0; j < whole.Rows; j++)
            {
                mean[i / rest, j / rest] += i % rest == j % rest ? whole[i, j] / rest : 0;
            }
        }

        return mean;
    }

    private static Matrix Reorder(Matrix x, int[] order)
    {
        Matrix result = new(x.Rows, x.Columns);
        for (int row = 0; row < order.Length; row++)
        {
            x.Row(order[row]).CopyTo(result.Row(row));
        }

        return result;
    }
}
