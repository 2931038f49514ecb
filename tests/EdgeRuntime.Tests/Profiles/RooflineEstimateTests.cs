using System.Globalization;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class RooflineEstimateTests
{
    // 2 cores x 1 GHz x 10 operations: 20 GFLOP/s, of which 45 % are 4500 MACs a microsecond; 8 GB/s, of which half are 4000 bytes a
    // microsecond.
    private static readonly Hardware s_board = new() { Cpu = "Cortex-A72", Cores = 2, ClockGHz = 1, SimdFloatsPerCycle = 10, MemoryGBs = 8 };

    [Fact]
    public void Arithmetic_decides_where_there_is_much()
    {
        // 64 to 64 channels, 3x3 at 10x10: 3,686,400 MACs; 3 microseconds for the node.
        StagePrediction prediction = RooflineEstimate.For(s_board)!.Predict(SyntheticMachine.Convolution(64, 64, 10));
        Assert.Equal((3_686_400 / 4500.0) + 3, prediction.Microseconds, 9);
        Assert.Equal((1, PredictionKind.Estimated), (prediction.RelativeError, prediction.Kind));
    }

    [Fact]
    public void Memory_decides_where_there_is_little_arithmetic() =>
        // 1024 to 1000, one row: 1,024,000 MACs are 228 microseconds, 1,026,024 numbers 1026.
        Assert.Equal((1_026_024 * 4 / 4000.0) + 3, RooflineEstimate.For(s_board)!.Predict(SyntheticMachine.FullyConnected(1024, 1000)).Microseconds, 9);

    [Theory]
    // 33 to 30 channels run as 36 to 32.
    [InlineData(33, 30, 1, 36 * 32 * 9 * 100)]
    // Three groups of 11 to 10 as three of 12 to 12.
    [InlineData(33, 30, 3, 3 * 12 * 12 * 9 * 100)]
    public void Channels_fill_the_lanes(int channels, int outputs, int groups, long macs) =>
        Assert.Equal((macs / 4500.0) + 3, RooflineEstimate.For(s_board)!.Predict(SyntheticMachine.Convolution(channels, outputs, 10, groups: groups)).Microseconds, 9);

    [Fact]
    public void Depthwise_channels_fill_the_lanes_together()
    {
        // With memory out of the way: 30 channels as 32.
        RooflineEstimate estimate = RooflineEstimate.For(s_board with { MemoryGBs = 10_000 })!;
        Assert.Equal((32 * 9 * 100 / 4500.0) + 3, estimate.Predict(SyntheticMachine.Convolution(30, 30, 10, groups: 30)).Microseconds, 9);
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 4.0 / 3)]
    [InlineData(4, 1.6)]
    [InlineData(8, 1.6)]
    public void Cores_hold_each_other_up(int threads, double speedup)
    {
        // All four cores together reach 9000 MACs a microsecond.
        RooflineEstimate estimate = RooflineEstimate.For(s_board with { Cores = 4 }, threads)!;
        Assert.Equal(threads, estimate.Threads);
        Assert.Equal((3_686_400 / (9000 / 1.6 * speedup)) + 3, estimate.Predict(SyntheticMachine.Convolution(64, 64, 10)).Microseconds, 9);
    }

    [Theory]
    [InlineData("Cortex-A53", 3000)]
    [InlineData("ARM Cortex-A55 r2p0", 3000)]
    [InlineData("Cortex-A78AE", 4500)]
    [InlineData("Cortex-A76", 4500)]
    [InlineData(null, 4500)]
    public void In_order_cores_reach_less_of_their_peak(string? cpu, double macs) =>
        Assert.Equal((3_686_400 / macs) + 3, RooflineEstimate.For(s_board with { Cpu = cpu })!.Predict(SyntheticMachine.Convolution(64, 64, 10)).Microseconds, 9);

    [Fact]
    public void Nodes_and_memory_follow_from_the_board()
    {
        RooflineEstimate estimate = RooflineEstimate.For(s_board with { ClockGHz = 1.5 }, 1)!;
        Assert.Equal(2, estimate.NodeMicroseconds, 12);
        Assert.Equal(1_048_576 / 4000.0, estimate.MebibyteMicroseconds, 9);
        Assert.True(estimate.IsEstimate);
        Assert.Equal("estimate from cores, clock and memory, 1 thread", estimate.Source);

        // 0.09 bytes a FLOP where nothing is said: 20 GFLOP/s x 0.09 = 1.8 GB/s, half of it 900 bytes a microsecond.
        Assert.Equal(1_048_576 / 900.0, RooflineEstimate.For(s_board with { MemoryGBs = null })!.MebibyteMicroseconds, 9);
    }

    [Fact]
    public void What_is_unknown_is_not_estimated()
    {
        Assert.Null(RooflineEstimate.For(new Hardware()));
        Assert.Null(RooflineEstimate.For(s_board with { Cores = null }));
        Assert.Null(RooflineEstimate.For(s_board with { ClockGHz = null }));
        Assert.Null(RooflineEstimate.For(s_board with { SimdFloatsPerCycle = null }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RooflineEstimate.For(s_board, 0));
    }

    [Fact]
    public void The_readme_says_what_the_estimates_of_two_networks_are()
    {
        string devices = Path.Combine(RepositoryLayout.Root, "devices");
        string[][] rows = [.. File.ReadAllLines(Path.Combine(devices, "README.md"))
            .SkipWhile(line => !line.StartsWith("<!-- table: roofline;", StringComparison.Ordinal)).Skip(3)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.Equal(6, rows.Length);
        Assert.Equal(1_814_073_344, ResNet18().Sum(shape => shape.Macs));
        Assert.Equal(387_747_520, SqueezeNet().Sum(shape => shape.Macs));
        foreach (string[] cells in rows)
        {
            RooflineEstimate estimate = RooflineEstimate.For(DeviceBudgetReader.Read(Path.Combine(devices, cells[0] + ".json")).Hardware)!;
            Assert.Equal(int.Parse(cells[1], CultureInfo.InvariantCulture), Milliseconds(ResNet18()), 0.5);
            Assert.Equal(int.Parse(cells[3], CultureInfo.InvariantCulture), Milliseconds(SqueezeNet()), 0.5);

            double Milliseconds(IEnumerable<StageShape> shapes) => shapes.Sum(shape => estimate.Predict(shape).Microseconds) / 1000;
        }
    }

    private static StageShape Layer(int channels, int outputs, int kernel, int size, int outputSize) => new(
        StageKind.Convolution, channels, outputs, 1, kernel, kernel, size == outputSize ? 1 : 2, size == outputSize ? 1 : 2, 1, 1, size, size, outputSize, outputSize);

    // He et al., arXiv 1512.03385, table 1.
    private static IEnumerable<StageShape> ResNet18()
    {
        yield return Layer(3, 64, 7, 224, 112);
        for (int i = 0; i < 4; i++)
        {
            yield return Layer(64, 64, 3, 56, 56);
        }

        foreach ((int channels, int size) in ((int, int)[])[(128, 28), (256, 14), (512, 7)])
        {
            yield return Layer(channels / 2, channels, 3, 2 * size, size);
            yield return Layer(channels / 2, channels, 1, 2 * size, size);
            for (int i = 0; i < 3; i++)
            {
                yield return Layer(channels, channels, 3, size, size);
            }
        }

        yield return SyntheticMachine.FullyConnected(512, 1000);
    }

    // SqueezeNet 1.1: fire modules squeeze by 1x1 and expand by 1x1 and 3x3.
    private static IEnumerable<StageShape> SqueezeNet()
    {
        yield return Layer(3, 64, 3, 227, 113);
        foreach ((int channels, int squeezed, int expanded, int size) in ((int, int, int, int)[])
            [(64, 16, 64, 56), (128, 16, 64, 56), (128, 32, 128, 28), (256, 32, 128, 28), (256, 48, 192, 14), (384, 48, 192, 14), (384, 64, 256, 14), (512, 64, 256, 14)])
        {
            yield return Layer(channels, squeezed, 1, size, size);
            yield return Layer(squeezed, expanded, 1, size, size);
            yield return Layer(squeezed, expanded, 3, size, size);
        }

        yield return Layer(512, 1000, 1, 14, 14);
    }
}
