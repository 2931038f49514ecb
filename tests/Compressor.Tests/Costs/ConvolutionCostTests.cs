using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Costs;

public sealed class ConvolutionCostTests
{
    // T = 6, C = 4, 3 x 5 kernel, 8 x 10 input, 4 x 9 output; all different, so that no two factors can be confused.
    private static readonly ConvolutionSize Size = new(6, 4, 3, 5, 8, 10, 4, 9);
    private static readonly RingRanks Ranks = new(R0: 2, R1: 3, R2: 5, R3: 7);

    [Fact]
    public void A_layer_of_ResNet_20() =>
        Assert.Equal(2_359_296, ConvolutionCost.DenseMacs(16, 16, [3, 3], [32, 32]));

    [Fact]
    public void Dense_and_grouped_convolutions()
    {
        Assert.Equal(4L * 9 * 6 * 4 * 15, ConvolutionCost.DenseMacs(Size));

        // Depthwise: 24 channels, each its own group.
        Assert.Equal(24L * 9 * 44 * 44, ConvolutionCost.DenseMacs(24, 1, [3, 3], [44, 44]));
        Assert.Equal(2, ConvolutionCost.Flops(1));
    }

    [Fact]
    public void A_pointwise_convolution_as_a_pair() =>
        Assert.Equal(4L * 9 * 2 * (4 + 6), ConvolutionCost.PairMacs(Size, 2));

    [Fact]
    public void A_ring_stores_its_cores() =>
        // 2*6*3 + 3*4*5 + 5*3*7 + 7*5*2 = 36 + 60 + 105 + 70.
        Assert.Equal(271, Ranks.Storage(new KernelShape(6, 4, 3, 5)));

    [Fact]
    public void Four_stages() =>
        // H W C R1R2; H' W kh R1 R2 R3; H' W' kw R1 R3 R0; H' W' R1R0 T.
        Assert.Equal(
            [8L * 10 * 4 * 15, 4L * 10 * 3 * 3 * 5 * 7, 4L * 9 * 5 * 3 * 7 * 2, 4L * 9 * 6 * 6],
            ConvolutionCost.RingStageMacs(Size, Ranks));

    [Theory]
    [InlineData((int)ChainCuts.None, 4L * 9 * 15 * 4 * 6)]
    // 1x1, kh x kw, 1x1.
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterColumns), (8L * 10 * 4 * 15) + (4L * 9 * 15 * 3 * 5 * 2) + (4L * 9 * 6 * 6))]
    // kh x 1 from C to R1 R3, 1 x kw from R1 R3 to T.
    [InlineData((int)ChainCuts.AfterRows, (4L * 10 * 3 * 4 * 21) + (4L * 9 * 5 * 21 * 6))]
    // 1x1 from C to R1 R2, kh x kw from R1 R2 to T.
    [InlineData((int)ChainCuts.AfterChannels, (8L * 10 * 4 * 15) + (4L * 9 * 15 * 15 * 6))]
    // kh x kw from C to R1 R0, 1x1 from R1 R0 to T.
    [InlineData((int)ChainCuts.AfterColumns, (4L * 9 * 15 * 4 * 6) + (4L * 9 * 6 * 6))]
    // 1x1, kh x 1 within the branches, 1 x kw to T.
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterRows), (8L * 10 * 4 * 15) + (4L * 10 * 3 * 3 * 35) + (4L * 9 * 5 * 21 * 6))]
    // kh x 1 from C, 1 x kw within the branches, 1x1 to T.
    [InlineData((int)(ChainCuts.AfterRows | ChainCuts.AfterColumns), (4L * 10 * 3 * 4 * 21) + (4L * 9 * 5 * 3 * 14) + (4L * 9 * 6 * 6))]
    public void The_other_execution_plans(int cuts, long macs) =>
        Assert.Equal(macs, ConvolutionCost.RingMacs(Size, Ranks, (ChainCuts)cuts));

    [Fact]
    public void Figures_beyond_64_bits_are_refused() =>
        Assert.Throws<OverflowException>(() => ConvolutionCost.DenseMacs(1L << 32, 1L << 32, [3, 3], [1, 1]));
}
