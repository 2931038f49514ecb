using RsdtrEdge.Benchmarks.Paper;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.Paper;

public sealed class RingRatioTests
{
    private const double Kernel = 16 * 16 * 3 * 3;

    private static readonly KernelShape s_kernel = new(16, 16, 3, 3);

    [Theory]
    [InlineData(1, 38)]
    [InlineData(2, 4 * 38)]
    [InlineData(30, 900 * 38)]
    public void Equal_ranks_store_their_square_times_the_sum_of_the_sizes(int rank, int numbers) => Assert.Equal(numbers / Kernel, RingRatio.Equal(s_kernel, rank), 12);

    // By hand, for the splits of the first rank (a at the far end, b towards the next core):
    // T first, 4 = 1 x 4: ranks 1, 4, 4, 3: 64 + 256 + 36 + 9 = 365; 2 x 2: 2, 2, 4, 4: 64 + 128 + 48 + 24 = 264; 4 x 1: 4, 1, 4, 4: 64 + 64 + 48 + 48 = 224.
    // Rows first, at most 3 = 1 x 3: 9 + 36 + 256 + 64 = 365; 3 x 1: 9 + 9 + 192 + 192 = 402.
    // Columns first: 9 + 192 + 192 + 9 = 402; 9 + 64 + 256 + 36 = 365. Channels first, 4 x 1: 64 + 48 + 48 + 64 = 224.
    [Theory]
    [InlineData(0, 224)]
    [InlineData(1, 224)]
    [InlineData(2, 365)]
    [InlineData(3, 365)]
    public void Every_shift_has_the_hand_arithmetic(int shift, int numbers) => Assert.Equal(numbers / Kernel, RingRatio.Decomposed(s_kernel, shift, 4), 12);

    [Fact]
    public void The_least_of_all_shifts_is_taken()
    {
        Assert.Equal(224 / Kernel, RingRatio.Least(s_kernel, 4), 12);
        Assert.All(Enumerable.Range(1, 30), rank => Assert.True(RingRatio.Least(s_kernel, rank) <= RingRatio.Equal(s_kernel, rank)));
    }

    [Fact]
    public void Rank_one_is_the_same_in_every_shift() =>
        Assert.All(Enumerable.Range(0, 4), shift => Assert.Equal(RingRatio.Equal(s_kernel, 1), RingRatio.Decomposed(s_kernel, shift, 1), 12));

    [Fact]
    public void The_layers_of_ResNet_32_have_its_parameters()
    {
        Assert.Equal(31, LayerType.OfResNet32.Sum(layer => layer.Count));
        // With a fully connected layer of 64 to 10 and two numbers a channel of normalization: the 464,154 that it is known for.
        long convolutions = LayerType.OfResNet32.Sum(layer => layer.Count * layer.Kernel.Size);
        Assert.Equal(464_154, convolutions + (64 * 10) + 10 + (2 * LayerType.OfResNet32.Sum(layer => layer.Count * layer.Kernel.OutputChannels)));
    }

    [SharedFact]
    public void They_are_those_of_the_trained_network()
    {
        OnnxModel model = OnnxModelFile.Load(Path.Combine(RepositoryLayout.SharedDirectory, "models", "cifar10-resnet32.onnx"));
        IEnumerable<LayerType> found = model.Graph.Nodes.Where(node => node.OpType == "Conv")
            .Select(node => model.Graph.Initializer(node.Input[1])!.Dims)
            .GroupBy(dims => new KernelShape((int)dims[0], (int)dims[1], (int)dims[2], (int)dims[3])).Select(group => new LayerType(group.Key, group.Count()));
        Assert.Equal(LayerType.OfResNet32, found);
    }
}
