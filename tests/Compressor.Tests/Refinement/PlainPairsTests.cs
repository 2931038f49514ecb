using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class PlainPairsTests
{
    // diag(3, 2, 1) and zeros: 14 in squares, of which a rank leaves 5, 1 and 0.
    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(3, 3)]
    public void A_diagonal_kernel_loses_the_squares_that_are_left_out(int outputs, int inputs)
    {
        PlainPairs pairs = new(new KernelShape(outputs, inputs, 1, 1), Diagonal(outputs, inputs, 3, 2, 1));

        // 12 / 7 and 9 / 6: of a pair with two directions nothing would be saved.
        Assert.Equal(5 / 14.0, Assert.Single(pairs.Errors()), 1e-12);
        for (int rank = 1; rank <= 3; rank++)
        {
            (ChainFactors pair, double error) = pairs.Best(rank);
            Assert.Equal(((double[])[5, 1, 0])[rank - 1] / 14, error, 1e-12);
            float[] expected = Diagonal(outputs, inputs, [.. ((float[])[3, 2, 1]).Take(rank)]);
            Assert.All(expected.Zip(pair.Reconstruct()), both => Assert.Equal(both.First, both.Second, 1e-6f));
        }
    }

    [Fact]
    public void A_rank_beyond_the_kernels_is_filled_up_with_zeros()
    {
        PlainPairs pairs = new(new KernelShape(4, 5, 1, 1), Diagonal(4, 5, 2));
        (ChainFactors pair, double error) = pairs.Best(3);
        Assert.Equal([3], pair.Ranks);
        Assert.Equal(0, error, 1e-12);
        Assert.All(Diagonal(4, 5, 2).Zip(pair.Reconstruct()), both => Assert.Equal(both.First, both.Second, 1e-6f));
        Assert.Single(pairs.Errors());
    }

    [Fact]
    public void A_kernel_of_zeros_loses_nothing()
    {
        PlainPairs pairs = new(new KernelShape(4, 5, 1, 1), new float[20]);
        Assert.Equal([0.0], pairs.Errors());
        Assert.All(pairs.Best(2).Pair.Reconstruct(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void The_plain_norm_of_a_1x1_kernel_takes_no_copy_in_float64()
    {
        KernelShape shape = new(6, 5, 1, 1);
        float[] kernel = Diagonal(6, 5, 3, 2, 1);
        Assert.NotNull(FittingTarget.Of(shape, kernel, ChannelMoment.Identity).Pairs);
        Assert.Null(FittingTarget.Of(shape, kernel, ChannelMoment.Of(new Matrix(5, 5))).Pairs);
        Assert.Null(FittingTarget.Of(new KernelShape(2, 5, 3, 1), kernel, ChannelMoment.Identity).Pairs);
    }

    private static float[] Diagonal(int outputs, int inputs, params float[] values)
    {
        float[] kernel = new float[outputs * inputs];
        for (int k = 0; k < values.Length; k++)
        {
            kernel[(k * inputs) + k] = values[k];
        }

        return kernel;
    }
}
