using Google.Protobuf;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

public sealed class ConvolutionRewriterTests
{
    private static readonly RingRanks[] s_ranks =
    [
        new(1, 1, 1, 1), new(1, 1, 4, 3), new(2, 1, 3, 2), new(3, 2, 1, 1), new(1, 2, 3, 2), new(2, 3, 1, 4), new(2, 4, 3, 1),
    ];

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 2)]
    [InlineData(7, 7)]
    public void A_ring_computes_what_its_reconstructed_kernel_does(int height, int width)
    {
        KernelShape shape = new(6, 5, height, width);
        int seed = 0;
        foreach (RingRanks ranks in s_ranks)
        {
            ChainEquivalence.AssertInAllSettings(next => SeededFactors.Ring(shape, ranks, next), seed);
            seed += ChainEquivalence.Settings.Count;
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(19)]
    [InlineData(21)]
    public void A_ring_with_branches_runs_in_every_operator_set_from_7_on(long opset)
    {
        ConvolutionSetting setting = new() { Opset = opset, Strides = [2, 1], Pads = [1, 0, 1, 2] };
        ChainEquivalence.Assert(setting, SeededFactors.Ring(new KernelShape(4, 3, 3, 3), new RingRanks(2, 3, 2, 1), seed: 1), seed: 2);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(7, 1)]
    public void One_channel_on_either_side_is_no_special_case(int outputs, int inputs) => ChainEquivalence.Assert(
        new ConvolutionSetting { Pads = [1, 1, 1, 1] },
        SeededFactors.Ring(new KernelShape(outputs, inputs, 3, 3), new RingRanks(2, 2, 2, 2), seed: 3), seed: 4);

    [Theory]
    [InlineData(GraphOptimization.Basic)]
    [InlineData(GraphOptimization.Extended)]
    [InlineData(GraphOptimization.All)]
    public void Repeated_kernels_are_stored_once_and_folded_when_the_model_is_loaded(GraphOptimization optimization)
    {
        OnnxModel model = new ConvolutionSetting { Pads = [1, 1, 1, 1] }.ToModel(6, 5, 3, 3);
        ConvolutionRewriter.Rewrite(model.Graph, "w", SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(2, 3, 4, 2), seed: 5));

        Assert.Equal(2, model.Graph.Nodes.Count(node => node.OpType == "Concat"));
        long stored = model.Graph.Proto.Initializer.Where(tensor => tensor.Name != "b").Sum(tensor => tensor.Dims.Aggregate(1L, (product, size) => product * size));
        // R0 T R1 + R1 C R2 + R2 kh R3 + R3 kw R0.
        Assert.Equal((2 * 6 * 3) + (3 * 5 * 4) + (4 * 3 * 2) + (2 * 3 * 2), stored);
        Assert.DoesNotContain(ModelRunner.Optimized(model, optimization).Node, node => node.OpType is "Concat" or "Expand" or "Tile");
    }

    [Fact]
    public void A_ring_without_branches_needs_no_node_over_initializers()
    {
        OnnxModel model = new ConvolutionSetting().ToModel(6, 5, 3, 3);
        ConvolutionRewriter.Rewrite(model.Graph, "w", SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(3, 1, 2, 2), seed: 6));
        Assert.Equal(["Conv", "Conv", "Conv", "Conv"], model.Graph.Nodes.Select(node => node.OpType));
        Assert.All(model.Graph.Nodes, node => Assert.Equal(1, node.GetInt("group", 1)));
    }

    [Fact]
    public void Bias_and_doc_string_and_unknown_fields_go_to_the_node_that_makes_the_output()
    {
        OnnxModel model = new ConvolutionSetting().ToModel(6, 5, 3, 3);
        model.Graph.Proto.Node[0].DocString = "what it is for";
        // Field 500, which no message of the format uses, with the text "tag".
        byte[] unknown = [0xA2, 0x1F, 3, .. "tag"u8];
        model.Graph.Proto.Node[0].MergeFrom(unknown);
        ConvolutionRewriter.Rewrite(model.Graph, "w", SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(1, 1, 2, 2), seed: 7));
        NodeProto last = model.Graph.Producer("y")!;
        Assert.Equal(("b", "what it is for"), (last.Input[2], last.DocString));
        Assert.True(last.ToByteArray().AsSpan().IndexOf(unknown) >= 0);
        Assert.All(model.Graph.Nodes.Where(node => node != last), node => Assert.Equal(2, node.Input.Count));
    }

    [Fact]
    public void The_old_weight_leaves_initializers_inputs_and_value_info()
    {
        OnnxModel model = new ConvolutionSetting().ToModel(6, 5, 3, 3);
        // Files of the IR versions before 4 list weights among the inputs.
        model.Proto.Graph.Input.Add(GraphBuilder.ValueInfo("w", 6, 5, 3, 3));
        model.Proto.Graph.Input.Add(GraphBuilder.ValueInfo("b", 6));
        model.Proto.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("w", 6, 5, 3, 3));
        model.Graph.Changed();
        ConvolutionRewriter.Rewrite(model.Graph, "w", SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(1, 2, 2, 2), seed: 8));

        Assert.Null(model.Graph.Initializer("w"));
        Assert.Equal(["x", "b"], model.Proto.Graph.Input.Select(input => input.Name));
        Assert.Equal(["x"], model.Graph.Inputs.Select(input => input.Name));
        Assert.Equal(["y"], model.Graph.Outputs.Select(output => output.Name));
        Assert.DoesNotContain(model.Proto.Graph.ValueInfo, value => value.Name == "w");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Convolutions_that_share_a_weight_share_its_factors(int branches)
    {
        OnnxModel model = SharedWeight();
        RingFactors factors = SeededFactors.Ring(new KernelShape(5, 5, 3, 3), new RingRanks(2, branches, 2, 3), seed: 9);
        OnnxModel expected = model.Clone();
        ConvolutionRewriter.ReplaceKernel(expected.Graph, "w", factors.Reconstruct());
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);

        Assert.Equal(8, model.Graph.Nodes.Count(node => node.OpType == "Conv"));
        Assert.Equal(branches == 1 ? 0 : 2, model.Graph.Nodes.Count(node => node.OpType == "Concat"));
        Assert.Equal(4, model.Proto.Graph.Initializer.Count);
        Assert.InRange(ModelRunner.LargestRelativeDifference(expected, model, seed: 10, 1, 5, 9, 9), 0, ChainEquivalence.Rounding);
    }

    [Fact]
    public void Names_that_are_taken_are_avoided()
    {
        OnnxModel model = new GraphBuilder()
            .Input("x", 1, 5, 9, 9)
            .RandomWeight("w", 6, 5, 3, 3).RandomWeight("w/G2", 6)
            .Node("Conv", ["x", "w", "w/G2"], ["y/c"])
            .Node("Relu", ["y/c"], ["y"])
            .Output("y", "y").Build();
        model.Proto.Graph.Node[1].Name = $"{model.Proto.Graph.Node[0].Name}/i";
        model.Graph.Changed();
        RingFactors factors = SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(2, 2, 2, 2), seed: 11);
        OnnxModel expected = model.Clone();
        ConvolutionRewriter.ReplaceKernel(expected.Graph, "w", factors.Reconstruct());
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.InRange(ModelRunner.LargestRelativeDifference(expected, model, seed: 12, 1, 5, 9, 9), 0, ChainEquivalence.Rounding);
    }

    [Fact]
    public void Replacing_a_kernel_leaves_all_else_as_it_is()
    {
        OnnxModel model = new ConvolutionSetting().ToModel(2, 1, 1, 1);
        ConvolutionRewriter.ReplaceKernel(model.Graph, "w", [3f, -4f]);
        Assert.Equal([3f, -4f], TensorReader.ToFloats(model.Graph.Initializer("w")!));
        Assert.Equal(["w", "b"], model.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Throws<ArgumentException>(() => ConvolutionRewriter.ReplaceKernel(model.Graph, "absent", [1f]));
    }

    private static OnnxModel SharedWeight() => new GraphBuilder()
        .Input("x", 1, 5, 9, 9)
        .RandomWeight("w", 5, 5, 3, 3)
        .Node("Conv", ["x", "w"], ["first"], NodeBuilder.Ints("pads", 1, 1, 1, 1))
        .Node("Relu", ["first"], ["positive"])
        .Node("Conv", ["positive", "w"], ["y"], NodeBuilder.Ints("pads", 0, 2, 1, 0), NodeBuilder.Ints("strides", 2, 2))
        .Output("y", "y").Build();
}
