using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Costs;

public sealed class ConvolutionCostTests
{
    // T = 6, C = 4, 3 x 5 kernel, 8 x 10 input, 4 x 9 output; all different, so that no two factors can be confused.
    private static readonly ConvolutionSize Size = new(6, 4, 3, 5, 8, 10, 4, 9);
    private static readonly RingRanks Ranks = new(R0: 2, R1: 3, R2: 5, R3: 7);

    [Fact]
    public void A_dense_weight_stores_the_product_of_its_shape()
    {
        Assert.Equal(1152, ConvolutionCost.DenseParameters([16, 8, 3, 3]));
        Assert.Equal(864, ConvolutionCost.DenseParameters([96, 1, 3, 3]));
        Assert.Equal(640, ConvolutionCost.DenseParameters([10, 64]));
    }

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

    [Theory]
    [InlineData(null, null)]
    [InlineData(2L, 1L)]
    // Half a multiply-accumulate is not within a limit.
    [InlineData(7L, 3L)]
    public void Work_of_so_many_operations_is_half_as_many_MACs(long? flops, long? macs) => Assert.Equal(macs, ConvolutionCost.Macs(flops));

    [Fact]
    public void A_pointwise_convolution_as_a_pair() =>
        Assert.Equal(4L * 9 * 2 * (4 + 6), ConvolutionCost.ChainMacs(Size with { KernelHeight = 1, KernelWidth = 1 }, ChainLayout.Pair, [2]));

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
    public void The_cheapest_plan_has_the_fewest_macs()
    {
        // 4 x 9 positions everywhere. A position costs 15 x 4 x 6 = 360 dense, and ranks of 9 make every cut dearer.
        ConvolutionSize plain = Size with { InputHeight = 4, InputWidth = 9 };
        Assert.Equal(ChainCuts.None, ConvolutionCost.CheapestCuts(plain, new RingRanks(9, 9, 9, 9)));

        // All ranks 1: four stages 4 + 3 + 5 + 6 = 18, Ci|j|T 12 + 5 + 6 = 23, C|ij|T 4 + 15 + 6 = 25, the others more.
        Assert.Equal(ChainCuts.All, ConvolutionCost.CheapestCuts(plain, new RingRanks(1, 1, 1, 1)));

        // R3 alone is wide, so nothing is cut there: C|ij|T 25, Cij|T 60 + 6, C|ijT 4 + 90; C|i|j|T 4 + 150 + 250 + 6.
        Assert.Equal(ChainCuts.AfterChannels | ChainCuts.AfterColumns, ConvolutionCost.CheapestCuts(plain, new RingRanks(1, 1, 1, 50)));
    }

    [Fact]
    public void Of_plans_with_equal_macs_the_one_with_fewer_stages_is_the_cheapest()
    {
        // T = C = 2, 1x1, ranks 1: a position costs 2 x 2 dense, 2 + 2 with one cut, more with two or three.
        ConvolutionSize size = new(2, 2, 1, 1, 3, 3, 3, 3);
        RingRanks ranks = new(1, 1, 1, 1);
        Assert.Equal(ConvolutionCost.DenseMacs(size), ConvolutionCost.RingMacs(size, ranks, ChainCuts.AfterColumns));
        Assert.Equal(ChainCuts.None, ConvolutionCost.CheapestCuts(size, ranks));
    }

    [Fact]
    public void The_cheapest_plan_of_several_convolutions_has_the_least_sum()
    {
        // T = C = 8, 3 x 1 offsets, R0 = 2, R1 = R2 = 1, R3 = 3, an input of 64 x 1.
        // With a stride of 8 along the rows: Cij|T 8 (48 + 16) = 512, C|ij|T 64 x 8 + 8 (6 + 16) = 688, C|ijT 64 x 8 + 8 x 24 = 704,
        // Ci|j|T 8 (72 + 6 + 16) = 752, Ci|jT 8 (72 + 24) = 768, dense 8 x 192; the others 512 and more for C alone.
        // Without: Cij|T 64 (48 + 16) = 4096, C|ij|T 64 (8 + 6 + 16) = 1920, C|ijT 64 (8 + 24) = 2048. Together 4608, 2608 and 2752.
        ConvolutionSize strided = new(8, 8, 3, 1, 64, 1, 8, 1);
        ConvolutionSize plain = strided with { OutputHeight = 64 };
        RingRanks ranks = new(2, 1, 1, 3);
        Assert.Equal(ChainCuts.AfterColumns, ConvolutionCost.CheapestCuts(strided, ranks));
        Assert.Equal(ChainCuts.AfterChannels | ChainCuts.AfterColumns, ConvolutionCost.CheapestCuts([strided, plain], ranks));
    }

    [Fact]
    public void A_chain_stores_and_computes_its_stages()
    {
        // Widths 2 and 7. Ci 3 x 4 x 2 = 24 at 4 x 10, j 5 x 2 x 7 = 70 at 4 x 9, T 7 x 6 = 42 at 4 x 9.
        ChainLayout layout = ChainLayout.Parse("Ci|j|T");
        Assert.Equal(24 + 70 + 42, ConvolutionCost.ChainParameters(new KernelShape(6, 4, 3, 5), layout, [2, 7]));
        Assert.Equal((40L * 24) + (36 * 70) + (36 * 42), ConvolutionCost.ChainMacs(Size, layout, [2, 7]));

        // Columns first: C 4 x 2 at 8 x 10, j 5 x 2 x 7 at 8 x 9, iT 3 x 7 x 6 at 4 x 9.
        Assert.Equal((80L * 8) + (72 * 70) + (36 * 126), ConvolutionCost.ChainMacs(Size, ChainLayout.Parse("C|j|iT"), [2, 7]));

        // One stage is the dense convolution.
        Assert.Equal(ConvolutionCost.DenseMacs(Size), ConvolutionCost.ChainMacs(Size, default, []));
    }

    [Theory]
    [InlineData((int)ChainCuts.AfterChannels)]
    [InlineData((int)ChainCuts.AfterRows)]
    [InlineData((int)ChainCuts.AfterColumns)]
    [InlineData((int)ChainCuts.All)]
    public void A_ring_without_branches_costs_what_the_chain_of_its_plan_does(int cuts)
    {
        RingRanks ranks = new(R0: 2, R1: 1, R2: 5, R3: 7);
        (ChainCuts Cut, int Width)[] widths = [(ChainCuts.AfterChannels, 5), (ChainCuts.AfterRows, 7), (ChainCuts.AfterColumns, 2)];
        Assert.Equal(
            ConvolutionCost.RingMacs(Size, ranks, (ChainCuts)cuts),
            ConvolutionCost.ChainMacs(Size, ChainLayout.Of((ChainCuts)cuts), [.. widths.Where(width => ((ChainCuts)cuts).HasFlag(width.Cut)).Select(width => width.Width)]));
    }

    [Fact]
    public void Figures_beyond_64_bits_are_refused() =>
        Assert.Throws<OverflowException>(() => ConvolutionCost.DenseMacs(1L << 32, 1L << 32, [3, 3], [1, 1]));
}
