using RsdtrEdge.Benchmarks.Performance;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

public sealed class LayerSweepTests
{
    // Without a step dense 9 C T and the chain 3 r (C + T) a position: 3 C / (2 r) where C = T.
    [Theory]
    [InlineData(64, 1.5)]
    [InlineData(48, 2.0)]
    [InlineData(16, 6.0)]
    public void The_reduction_is_that_of_the_hand_arithmetic(int width, double reduction) =>
        Assert.Equal(reduction, LayerSweep.Reduction(new LayerSize(LayerSize.Cifar, 64, 64, 8, 1), width), tolerance: 1e-12);

    [Fact]
    public void A_step_along_the_rows_leaves_all_columns_to_the_first_stage()
    {
        // Dense 9 * 64 * 128 at 28 x 28; the chain 3 * 64 r at 28 x 56 and 3 r * 128 at 28 x 28: 73728 / (384 r + 384 r) = 96 / r.
        Assert.Equal(3.0, LayerSweep.Reduction(new LayerSize(LayerSize.ResNet, 64, 128, 56, 2), 32), tolerance: 1e-12);
    }

    [Fact]
    public void Widths_are_multiples_that_save()
    {
        // 96 / r of r: 64, 48, 32, 24 -> 32 (nearest, ties to even), 16.
        Assert.Equal([64, 48, 32, 16], LayerSweep.Widths(new LayerSize(LayerSize.Cifar, 64, 64, 8, 1)));

        // 24 / r: 16, 12 -> 16, 8, 6 -> 8, 4 -> 8.
        Assert.Equal([16, 8], LayerSweep.Widths(new LayerSize(LayerSize.Cifar, 16, 16, 32, 1)));
    }
}
