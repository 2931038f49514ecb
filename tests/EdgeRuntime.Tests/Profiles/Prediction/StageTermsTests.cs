using RsdtrEdge.Runtime.Profiles.Prediction;

namespace RsdtrEdge.Runtime.Tests.Profiles.Prediction;

public sealed class StageTermsTests
{
    [Fact]
    public void An_incomplete_block_counts_as_a_full_one()
    {
        // 24 to 18 channels in blocks of 16, 3x3 over 10x10: 32 and 32.
        double[] terms = StageTerms.Of(SyntheticMachine.Convolution(24, 18, 10), 16);
        Assert.Equal(
            [1, 100 * 32 * 32 * 9, 2400, 1800, 32 * 32 * 9, 24 * 9 * 100, 100 * 32 * 9, 10 * 3 * 2 * 2, 2400, 1800],
            terms);
    }

    [Fact]
    public void Fewer_inputs_than_a_block_are_read_as_they_are() =>
        Assert.Equal(
            [1, 100 * 3 * 16, 300, 1600, 3 * 16, 0, 100 * 3, 10, 0, 0],
            StageTerms.Of(SyntheticMachine.Convolution(3, 16, 10, 1, 1), 16));

    [Fact]
    public void Groups_are_padded_each_by_itself() =>
        // Four groups of 6 to 6 channels in blocks of 4: 8 to 8.
        Assert.Equal(
            [1, 100 * 4 * 64 * 3, 2400, 2400, 4 * 64 * 3, 24 * 3 * 100, 100 * 4 * 8 * 3, 10 * 3 * 4 * 2 * 2, 2400, 2400],
            StageTerms.Of(SyntheticMachine.Convolution(24, 24, 10, 3, 1, groups: 4), 4));

    [Fact]
    public void Depthwise_channels_fill_blocks_together() =>
        Assert.Equal(
            [1, 100 * 32 * 9, 2400, 2400, 32 * 9, 24 * 9 * 100, 100 * 9, 10 * 3 * 2, 2400, 2400],
            StageTerms.Of(SyntheticMachine.Convolution(24, 24, 10, groups: 24), 16));
}
