using System.Text;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Models;
using RsdtrEdge.Runtime.Profiles.Timing;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class StageModelTests
{
    [Theory]
    [InlineData(56, 56, 3, 1, 1, 56, 1, 1)] // same size
    [InlineData(56, 28, 3, 2, 1, 56, 1, 1)] // as ResNets halve their maps: one row of the padding behind is not read
    [InlineData(56, 54, 3, 1, 1, 56, 0, 0)] // none
    [InlineData(7, 7, 5, 1, 2, 7, 4, 4)] // an extent of 9
    [InlineData(8, 8, 2, 1, 1, 8, 0, 1)] // an even kernel: both sides alike would make 9
    [InlineData(8, 4, 1, 2, 1, 8, 0, 0)] // one row is passed over
    [InlineData(40, 36, 3, 1, 1, 38, 0, 0)] // two images of 20 rows one below the other, without padding
    public void Padding_follows_from_the_sizes(int input, int output, int kernel, int stride, int dilation, int read, int begin, int end) =>
        Assert.Equal(new StagePadding(read, begin, end), StagePadding.Of(input, output, kernel, stride, dilation));

    [Fact]
    public void A_stage_is_the_convolution_of_its_shape()
    {
        // C = 4 in two groups, T = 6, 3 x 2, strides 2 and 1, dilations 1 and 2, one row and one column of padding on each side.
        StageShape shape = new(StageKind.Convolution, 4, 6, 2, 3, 2, 2, 1, 1, 2, 5, 4, 3, 4);
        float[] kernel = new float[6 * 2 * 3 * 2];
        RandomNumbers.Fill(kernel, 1, seed: 3);
        byte[] network = new ModelWriter()
            .Input("x", 1, 4, 5, 4)
            .Weight("w", kernel, 6, 2, 3, 2)
            .Node("Conv", "y", ["x", "w"], StageModel.Attributes(shape, StagePadding.Of(5, 3, 3, 2, 1), StagePadding.Of(4, 4, 2, 1, 2)))
            .Output("y", 1, 6, 3, 4)
            .ToArray();
        using EdgeModel model = EdgeModel.Load(network);
        RandomNumbers.Fill(model.Input, 1, seed: 4);
        float[] x = model.Input.ToArray();
        float[] y = model.Run().ToArray();
        Assert.Equal<long>([1, 6, 3, 4], model.OutputShape);
        for (int t = 0; t < 6; t++)
        {
            for (int row = 0; row < 3; row++)
            {
                for (int column = 0; column < 4; column++)
                {
                    Assert.Equal(Value(t, row, column), y[(((t * 3) + row) * 4) + column], 1e-5f);
                }
            }
        }

        float Value(int t, int row, int column)
        {
            float sum = 0;
            for (int c = 0; c < 2; c++)
            {
                for (int i = 0; i < 3; i++)
                {
                    for (int j = 0; j < 2; j++)
                    {
                        (int h, int w) = ((2 * row) + i - 1, column + (2 * j) - 1);
                        sum += h is >= 0 and < 5 && w is >= 0 and < 4
                            ? kernel[(((((t * 2) + c) * 3) + i) * 2) + j] * x[((((t / 3 * 2) + c) * 5) + h) * 4 + w]
                            : 0;
                    }
                }
            }

            return sum;
        }
    }

    public static TheoryData<StageShape> Shapes =>
    [
        new StageShape(StageKind.Convolution, 16, 16, 1, 3, 1, 1, 1, 1, 1, 8, 8, 8, 8),
        new StageShape(StageKind.Convolution, 18, 10, 1, 3, 3, 2, 2, 1, 1, 8, 7, 4, 4),
        new StageShape(StageKind.Convolution, 16, 16, 16, 3, 3, 1, 1, 1, 1, 8, 8, 8, 8),
        new StageShape(StageKind.Convolution, 3, 8, 1, 3, 3, 1, 1, 2, 2, 9, 9, 9, 9),
        new StageShape(StageKind.Convolution, 8, 8, 1, 3, 3, 1, 1, 1, 1, 40, 20, 36, 18),
        new StageShape(StageKind.FullyConnected, 64, 10, 1, 1, 1, 1, 1, 1, 1, 3, 1, 3, 1),
    ];

    // Nothing is merged, folded or left out when ONNX Runtime loads the networks: what is timed is what is meant.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_branch_runs_the_stage_and_nothing_else_is_added(StageShape shape)
    {
        using TemporaryFolder folder = new();
        string with = Optimized(StageModel.Build(shape, branches: 3, hasStage: true), folder.File("with.onnx"));
        string without = Optimized(StageModel.Build(shape, branches: 3, hasStage: false), folder.File("without.onnx"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Contains($"stage{i}", with, StringComparison.Ordinal);
            Assert.DoesNotContain($"stage{i}", without, StringComparison.Ordinal);
            // Of a product and the sum behind it the oldest library makes one node, in both networks alike.
            bool isMerged = shape.Kind == StageKind.FullyConnected && i > 0 && OnnxRuntime.Current.ApiVersion == OrtVersion.Oldest;
            Assert.Equal(!isMerged, with.Contains($"after{i}", StringComparison.Ordinal));
            Assert.Equal(!isMerged, without.Contains($"after{i}", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_time_is_above_zero_with_any_number_of_threads(StageShape shape)
    {
        using OnnxStageClock clock = new();
        Assert.All((int[])[1, 2], threads => Assert.InRange(clock.TimeStage(shape, threads, TimeSpan.Zero, CancellationToken.None), double.Epsilon, 1e9));
    }

    [Theory]
    [InlineData(16, 3, 32, 4)] // mostly maps
    [InlineData(64, 3, 8, 16)] // 36,864 weights and 8,192 numbers of maps: 27 times as many would be a million
    [InlineData(512, 3, 7, 4)] // 2,359,296 weights: four MB and more with any number
    [InlineData(256, 3, 56, 1)] // 1,850 million MACs
    public void Branches_are_as_many_as_keep_weights_out_of_caches_and_runs_short(int channels, int kernel, int side, int branches) => Assert.Equal(
        branches, OnnxStageClock.BranchesOf(new StageShape(StageKind.Convolution, channels, channels, 1, kernel, kernel, 1, 1, 1, 1, side, side, side, side)));

    [Fact]
    public void Nodes_without_arithmetic_have_a_time()
    {
        using OnnxStageClock clock = new();
        (double node, double mebibyte) = clock.TimeElementwise(1, CancellationToken.None);
        Assert.True(node > 0 && mebibyte > 0);
        Assert.All((int[])[1, 2], threads => Assert.True(clock.TimeReference(threads) > 0));
        Assert.False(clock.MayWait);
    }

    [Fact]
    public void A_time_that_no_processor_reaches_is_lifted_and_that_of_a_GPU_is_left()
    {
        // 2^30 MACs: at 500,000 a microsecond and thread 2,147 microseconds.
        StageShape large = new(StageKind.Convolution, 512, 512, 1, 1, 1, 1, 1, 1, 1, 64, 64, 64, 64);
        Assert.Equal(1 << 30, large.Macs);
        Assert.Equal((1 << 30) / 5e5, OnnxStageClock.Least(large, 1, isElsewhere: false), 9);
        Assert.Equal((1 << 30) / 1e6, OnnxStageClock.Least(large, 2, isElsewhere: false), 9);
        Assert.Equal(0.01, OnnxStageClock.Least(large, 1, isElsewhere: true));
    }

    [Fact]
    public void Numbers_are_of_ordinary_size_and_differ_with_the_seed()
    {
        float[] one = new float[1000], other = new float[1000];
        RandomNumbers.Fill(one, 2, seed: 1);
        RandomNumbers.Fill(other, 2, seed: 2);
        Assert.All(one, number => Assert.InRange(Math.Abs(number), 1, 3));
        Assert.Contains(one, number => number < 0);
        Assert.Contains(one, number => number > 0);
        Assert.NotEqual(one, other);
    }

    private static string Optimized(byte[] network, string path)
    {
        InferenceSession.Load(network, new SessionOptions { IntraOpThreads = 1, OptimizedModelPath = path }).Dispose();
        return Encoding.Latin1.GetString(File.ReadAllBytes(path));
    }
}
