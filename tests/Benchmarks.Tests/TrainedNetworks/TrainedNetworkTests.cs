using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Benchmarks.Tests.TrainedNetworks;

public sealed class TrainedNetworkTests
{
    // VGG-16's kernels: 64 * (27 + 576), 128 * (576 + 1152), 256 * (1152 + 2 * 2304), 512 * (2304 + 2 * 4608) and 512 * 3 * 4608 numbers, each used 32^2, 16^2, 8^2, 4^2 and 2^2 times.
    private const long VggMacs = (1024L * 38_592) + (256L * 221_184) + (64L * 1_474_560) + (16L * 5_898_240) + (4L * 7_077_888);

    // ResNet-18's 3x3 convolutions inside stages, the same in all four: width^2 * 9 * side^2 = 64^2 * 9 * 32^2.
    private const long Inner = 37_748_736;

    // The first block of stages 2 to 4: half of Inner for the step from half the width, and the 1x1 shortcut, a ninth of that. Inside stages are 4 + 3 * 3 convolutions.
    private const long ResNetMacs = (64 * 27 * 1024) + (13 * Inner) + (3 * ((Inner / 2) + (Inner / 18)));

    public static TheoryData<string, long, long> Published => new()
    {
        // 14,714,688 are published for the convolutions with a bias each; the linear layer has 512 * 10 + 10.
        { "vgg16-w64", 14_714_688 + 5_130, VggMacs + 5_120 },

        // 11,173,962 with gamma and beta for 64 + 4 * 64 + 5 * 128 + 5 * 256 + 5 * 512 = 4,800 channels; folded, a bias each.
        { "resnet18-w64", 11_173_962 - 4_800, ResNetMacs + 5_120 },

        // A quarter of the width: a sixteenth of what lies between two widths; a quarter of the first kernel, the biases and the last matrix, which has 10 biases.
        { "vgg16-w16", ((14_710_464 - 1_728) / 16) + (1_728 / 4) + (4_224 / 4) + 1_280 + 10, ((VggMacs - (1024 * 1_728)) / 16) + (1024 * 1_728 / 4) + 1_280 },
        {
            "resnet18-w16", ((11_173_962 - 9_600 - 5_130 - 1_728) / 16) + (1_728 / 4) + (4_800 / 4) + 1_280 + 10,
            ((ResNetMacs - (1024 * 1_728)) / 16) + (1024 * 1_728 / 4) + 1_280
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Parameters_and_MACs_are_those_of_the_published_architecture(string name, long parameters, long macs)
    {
        ModelCost cost = ModelCost.Measure(InferenceForm.Of(TrainedNetwork.Parse(name).Build()));
        Assert.Equal((parameters, macs), (cost.Parameters, cost.Macs));
    }

    [Theory]
    [InlineData("vgg16-w2", 13)]
    [InlineData("resnet18-w2", 20)]
    public void Each_convolution_is_normalized_and_each_image_gets_ten_scores(string name, int convolutions)
    {
        OnnxModel network = RandomWeights.Draw(TrainedNetwork.Parse(name).Build(), seed: 1);
        Assert.Equal(convolutions, network.Proto.Graph.Node.Count(node => node.OpType == "Conv"));
        Assert.Equal(convolutions, network.Proto.Graph.Node.Count(node => node.OpType == "BatchNormalization"));
        Assert.All((int[])[1, 3], images =>
        {
            float[] scores = Assert.Single(ModelRunner.Run(network, seed: 2, images, 3, 32, 32)).Value;
            Assert.Equal(10 * images, scores.Length);
            Assert.All(scores, score => Assert.True(float.IsFinite(score)));
        });
        OnnxModel folded = InferenceForm.Of(network);
        Assert.DoesNotContain(folded.Proto.Graph.Node, node => node.OpType == "BatchNormalization");
        Assert.True(ModelRunner.LargestRelativeDifference(network, folded, seed: 2, 3, 3, 32, 32) < 1e-5);
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("vgg16-w0")]
    [InlineData("vgg16-w65")]
    [InlineData("vgg16-wide")]
    [InlineData("vgg19-w16")]
    [InlineData("resnet18-w-1")]
    public void An_unknown_name_is_refused(string name) => Assert.Throws<FormatException>(() => TrainedNetwork.Parse(name));

    [Fact]
    public void Names_are_read_as_they_are_written() =>
        Assert.All(TrainedNetwork.Usual, network => Assert.Equal(network, TrainedNetwork.Parse(network.Name)));
}
