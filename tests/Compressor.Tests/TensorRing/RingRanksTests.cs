using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

public sealed class RingRanksTests
{
    [Fact]
    public void Storage_is_that_of_the_four_cores()
    {
        // 2x4x3 + 3x3x4 + 4x2x5 + 5x5x2 = 24 + 36 + 40 + 50.
        RingRanks ranks = new(2, 3, 4, 5);
        KernelShape shape = new(4, 3, 2, 5);
        Assert.Equal(150, ranks.Storage(shape));
        Assert.Equal(150, SeededKernels.Ring(shape, ranks, 1).Storage);
        Assert.Equal(150, SeededKernels.Ring(shape, ranks, 1).Cores.Sum(core => core.Data.Length));
    }

    [Fact]
    public void Each_mode_stands_between_two_ranks_and_the_last_rank_is_the_first()
    {
        RingRanks ranks = new(2, 3, 4, 5);
        Assert.Equal([2, 3, 4, 5], ranks.ToArray());
        Assert.Equal([2, 3, 4, 5], Enumerable.Range(0, 4).Select(ranks.Before));
        Assert.Equal([3, 4, 5, 2], Enumerable.Range(0, 4).Select(ranks.After));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranks.Before(4));
    }

    [Fact]
    public void Storage_counts_in_64_bits() =>
        Assert.Equal(
            4_000_000L * 60_000 * 2 + 2 * 4_000_000L + 4_000_000,
            new RingRanks(1, 4_000_000, 1, 1).Storage(new KernelShape(60_000, 60_000, 4_000_000, 8_000_000)));
}
