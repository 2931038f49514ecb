using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class StageSuiteTests
{
    [Fact]
    public void Each_stage_stands_once_in_the_order_of_files()
    {
        Assert.Equal(StageSuite.Shapes.Length, StageSuite.Shapes.Distinct().Count());
        Assert.Equal(StageSuite.Shapes.Order(StageOrder.Instance), StageSuite.Shapes);
    }

    [Fact]
    public void All_kinds_of_stages_are_there()
    {
        (string Kind, Func<StageShape, bool> Is)[] kinds =
        [
            ("1x1", shape => (shape.KernelHeight, shape.KernelWidth, shape.Kind) == (1, 1, StageKind.Convolution)),
            ("kx1", shape => shape is { KernelHeight: > 1, KernelWidth: 1 }),
            ("1xk", shape => shape is { KernelHeight: 1, KernelWidth: > 1 }),
            ("kxk", shape => shape is { KernelHeight: > 1, KernelWidth: > 1, Groups: 1 }),
            ("depthwise", shape => shape.Groups > 2 && shape.Groups == shape.InputChannels),
            ("grouped", shape => shape.Groups == 2),
            ("strided", shape => shape.StrideHeight > 1 && shape.StrideWidth > 1),
            ("strided along the rows", shape => shape is { StrideHeight: > 1, StrideWidth: 1 }),
            ("image", shape => shape.InputChannels == 3),
            ("product", shape => shape.Kind == StageKind.FullyConnected),
            ("no multiple of a block", shape => shape.OutputChannels == 18),
        ];
        Assert.All(kinds, kind => Assert.Contains(StageSuite.Shapes, shape => kind.Is(shape)));
    }

    // A Raspberry Pi 4 is taken to do 6 GFLOP/s with one thread: 4 branches, 3 GMACs a second.
    [Fact]
    public void A_run_over_all_branches_takes_a_Pi_4_some_seconds() =>
        Assert.InRange(StageSuite.Shapes.Sum(shape => 4 * shape.Macs) / 3e9, 1, 10);
}
