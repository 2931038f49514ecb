using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

public sealed class StageChainTests
{
    private static readonly int[] s_widths = [3, 4, 2];

    public static TheoryData<string> Layouts => [.. ChainLayout.Spatial.Select(layout => layout.ToString())];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_chain_computes_what_its_reconstructed_kernel_does(string text)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        foreach ((int height, int width) in ((int, int)[])[(1, 3), (3, 1), (3, 3), (5, 2)])
        {
            ChainEquivalence.AssertInAllSettings(seed => Chain(new KernelShape(6, 5, height, width), layout, seed), seed: height);
        }

        // One offset: the stages with i and j take the strides of 1x1 convolutions.
        ChainEquivalence.AssertInAllSettings(seed => Chain(new KernelShape(6, 5, 1, 1), layout, seed), seed: 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_pair_computes_what_its_product_does(int rank) =>
        ChainEquivalence.AssertInAllSettings(seed => SeededFactors.Pair(outputs: 6, inputs: 5, rank, seed), seed: 100);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_network_stores_the_stages_and_nothing_runs_but_them(string text)
    {
        ChainFactors factors = Chain(new KernelShape(6, 5, 3, 2), ChainLayout.Parse(text), seed: 1);
        OnnxModel model = new ConvolutionSetting { Bias = false, Strides = [2, 3], Pads = [1, 0, 2, 1] }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.All(model.Graph.Nodes, node => Assert.Equal("Conv", node.OpType));

        // A 13 x 11 input: (13 + 3 - 3) / 2 + 1 rows and (11 + 1 - 2) / 3 + 1 columns.
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal(factors.Parameters, cost.Parameters);
        Assert.Equal(factors.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)), cost.Macs);
        Assert.Equal(text.Split('|').Length, cost.Layers.Count);
    }

    [Fact]
    public void Only_attributes_that_say_something_are_written()
    {
        OnnxModel model = new ConvolutionSetting { Strides = [2, 1], Pads = [1, 0, 1, 0] }.ToModel(6, 5, 3, 3);
        ConvolutionRewriter.Rewrite(model.Graph, "w", Chain(new KernelShape(6, 5, 3, 3), ChainLayout.Parse("C|i|jT"), seed: 3));
        string[][] expected = [["kernel_shape 1,1"], ["kernel_shape 3,1", "strides 2,1", "pads 1,0,1,0"], ["kernel_shape 1,3"]];
        Assert.Equal(expected, model.Graph.Nodes.Select(node => node.Attribute.Select(attribute => $"{attribute.Name} {string.Join(',', attribute.Ints)}").ToArray()));
    }

    [Fact]
    public void Stages_are_named_by_their_modes()
    {
        OnnxModel model = new ConvolutionSetting().ToModel(6, 5, 3, 3);
        ConvolutionRewriter.Rewrite(model.Graph, "w", Chain(new KernelShape(6, 5, 3, 3), ChainLayout.Parse("Cj|i|T"), seed: 2));
        Assert.Equal(["conv/cj", "conv/i", "conv/t"], model.Graph.Nodes.Select(node => node.Name));
        Assert.Equal(["w/Cj", "w/i", "w/T"], model.Graph.Nodes.Select(node => node.Input[1]));
    }

    private static ChainFactors Chain(KernelShape shape, ChainLayout layout, int seed) =>
        SeededFactors.Chain(shape, layout, s_widths[..(layout.StageCount - 1)], seed);
}
