using RsdtrEdge.Benchmarks.Performance;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

public sealed class ShapeUnionTests
{
    [Fact]
    public void Each_stage_stands_once_in_the_order_of_files()
    {
        StageShape[] all = [.. StageSuite.Shapes.Take(5)];
        Assert.Equal(all, ShapeUnion.Of([[all[3], all[1]], [all[4], all[1], all[0]], [], [all[2]]]));
    }

    [Fact]
    public void Nothing_needs_nothing() => Assert.Empty(ShapeUnion.Of([]));
}
