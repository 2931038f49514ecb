using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class ChannelPairTests
{
    [Fact]
    public void A_pair_is_as_worked_by_hand()
    {
        // W = (1, 0.5, -1)^T (1, 2).
        ChannelPair pair = new(new Matrix(1, 2, [1, 2]), new Matrix(3, 1, [1, 0.5, -1]));
        Assert.Equal([1f, 2f, 0.5f, 1f, -1f, -2f], pair.Reconstruct());
        Assert.Equal(new KernelShape(3, 2, 1, 1), pair.Shape);
        Assert.Equal([1], pair.Ranks);
        Assert.Equal(5, pair.Parameters);
        Assert.Equal(("pair", "C|T"), (pair.Family, pair.Plan));
    }

    [Fact]
    public void Macs_are_those_of_both_stages_at_the_output_size()
    {
        // Rank 2, C = 5, T = 3, 4 x 6 outputs of an 8 x 12 input: 24 (5 x 2 + 2 x 3).
        ChannelPair pair = new(new Matrix(2, 5), new Matrix(3, 2));
        Assert.Equal(384, pair.Macs(new ConvolutionSize(3, 5, 1, 1, 8, 12, 4, 6)));
        Assert.Equal(16, pair.Parameters);
    }

    [Fact]
    public void Numbers_are_rounded_to_float32()
    {
        ChannelPair pair = new(new Matrix(1, 1, [0.1]), new Matrix(1, 1, [1 / 3.0]));
        Assert.Equal([(double)0.1f], pair.Reduce.Data);
        Assert.Equal([(double)(1 / 3f)], pair.Expand.Data);
        Assert.Equal([(float)((double)0.1f * (1 / 3f))], pair.Reconstruct());
    }

    [Fact]
    public void Factors_without_a_product_are_refused() =>
        Assert.Throws<ArgumentException>(() => new ChannelPair(new Matrix(2, 5), new Matrix(3, 1)));
}
