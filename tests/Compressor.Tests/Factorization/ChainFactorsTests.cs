using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class ChainFactorsTests
{
    public static TheoryData<string> Layouts => [.. ChainLayout.Spatial.Select(layout => layout.ToString())];

    [Fact]
    public void A_pair_is_as_worked_by_hand()
    {
        // W = (1, 0.5, -1)^T (1, 2).
        ChainFactors pair = ChainFactors.Pair(new Matrix(1, 2, [1, 2]), new Matrix(3, 1, [1, 0.5, -1]));
        Assert.Equal([1f, 2f, 0.5f, 1f, -1f, -2f], pair.Reconstruct());
        Assert.Equal(new KernelShape(3, 2, 1, 1), pair.Shape);
        Assert.Equal([1], pair.Ranks);
        Assert.Equal(5, pair.Parameters);
        Assert.Equal(("pair", "C|T"), (pair.Family, pair.Plan));
    }

    [Fact]
    public void Macs_of_a_pair_are_those_of_both_stages_at_the_output_size()
    {
        // Rank 2, C = 5, T = 3, 4 x 6 outputs of an 8 x 12 input: 24 (5 x 2 + 2 x 3).
        ChainFactors pair = ChainFactors.Pair(new Matrix(2, 5), new Matrix(3, 2));
        Assert.Equal(384, pair.Macs(new ConvolutionSize(3, 5, 1, 1, 8, 12, 4, 6)));
        Assert.Equal(16, pair.Parameters);
    }

    [Fact]
    public void A_chain_is_as_worked_by_hand()
    {
        // 1 x 2 offsets: the columns (1, 3) of channel 0 and (0, 2) of channel 1 into one channel, then -1 and 0.5 times that.
        ChainFactors chain = new(new KernelShape(2, 2, 1, 2), ChainLayout.Parse("Cj|iT"), [1], [[1, 3, 0, 2], [-1, 0.5]]);
        Assert.Equal([-1f, -3f, 0f, -2f, 0.5f, 1.5f, 0f, 1f], chain.Reconstruct());
        Assert.Equal(("chain", "Cj|iT", 6L), (chain.Family, chain.Plan, chain.Parameters));
        Assert.Equal([1], chain.Ranks);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_kernel_is_the_sum_over_all_paths(string text)
    {
        KernelShape shape = new(4, 3, 2, 5);
        ChainLayout layout = ChainLayout.Parse(text);
        int[] ranks = [.. new[] { 2, 4, 3 }.Take(layout.StageCount - 1)];
        ChainFactors chain = SeededFactors.Chain(shape, layout, ranks, seed: 1);

        float[] kernel = chain.Reconstruct();
        int at = 0;
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            for (int c = 0; c < shape.InputChannels; c++)
            {
                for (int i = 0; i < shape.Height; i++)
                {
                    for (int j = 0; j < shape.Width; j++)
                    {
                        // Numbers below 1 and at most 24 paths: float64 is off by less than 1e-14, float32 by half a unit.
                        Assert.Equal(Paths(chain, layout.StageCount - 1, t, c, i, j), kernel[at++], 1e-5);
                    }
                }
            }
        }
    }

    [Fact]
    public void Parameters_and_macs_are_the_sums_over_the_stages()
    {
        // T 4, C 3, kh 2, kw 5; 10 x 8 input, 9 x 4 output; widths 6 and 7.
        // Cj: 5 x 3 x 6 = 90 at 10 x 4; i: 2 x 6 x 7 = 84 at 9 x 4; T: 7 x 4 = 28 at 9 x 4.
        ChainFactors chain = SeededFactors.Chain(new KernelShape(4, 3, 2, 5), ChainLayout.Parse("Cj|i|T"), [6, 7], seed: 2);
        Assert.Equal(90 + 84 + 28, chain.Parameters);
        Assert.Equal((40 * 90) + (36 * 84) + (36 * 28), chain.Macs(new ConvolutionSize(4, 3, 2, 5, 10, 8, 9, 4)));
        Assert.Equal(new StageSize(7, 6, 2, 1), chain.SizeOf(1));
    }

    [Fact]
    public void Numbers_are_rounded_to_float32()
    {
        ChainFactors pair = ChainFactors.Pair(new Matrix(1, 1, [0.1]), new Matrix(1, 1, [1 / 3.0]));
        Assert.Equal([(double)0.1f], pair.Stages[0]);
        Assert.Equal([(double)(1 / 3f)], pair.Stages[1]);
        Assert.Equal([(float)((double)0.1f * (1 / 3f))], pair.Reconstruct());
        Assert.Equal([(double)0.7f], pair.WithStages([[0.7], [1]]).Stages[0]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ChainFactors.Pair(new Matrix(2, 5), new Matrix(3, 1)));
        KernelShape shape = new(2, 2, 1, 2);
        Assert.Throws<ArgumentException>(() => new ChainFactors(shape, ChainLayout.Pair, [1], [[1, 2], [1, 2]]));
        Assert.Throws<ArgumentException>(() => new ChainFactors(shape, ChainLayout.Parse("Cij|T"), [1, 1], [[1, 2, 3, 4], [1, 2]]));
        Assert.Throws<ArgumentException>(() => new ChainFactors(shape, ChainLayout.Parse("Cij|T"), [1], [[1, 2, 3], [1, 2]]));
        Assert.Throws<ArgumentException>(() => new ChainFactors(shape, ChainLayout.Parse("Cij|T"), [0], [[], []]));
    }

    // What reaches channel `output` behind a stage from the input channel at an offset, by the definition of a chain.
    private static double Paths(ChainFactors chain, int stage, int output, int channel, int i, int j)
    {
        StageSize size = chain.SizeOf(stage);
        int row = stage == chain.Layout.RowStage ? i : 0;
        int column = stage == chain.Layout.ColumnStage ? j : 0;
        double sum = 0;
        for (int input = 0; input < size.Inputs; input++)
        {
            double number = chain.Stages[stage][(((((output * size.Inputs) + input) * size.Height) + row) * size.Width) + column];
            sum += stage > 0 ? number * Paths(chain, stage - 1, input, channel, i, j) : input == channel ? number : 0;
        }

        return sum;
    }
}
