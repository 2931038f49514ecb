using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>Free chains some or all of whose stages run as one convolution.</summary>
public sealed class MergedChainTests
{
    private static readonly int[] s_widths = [3, 4, 2];

    // All that may be left of a chain once ONNX Runtime has loaded it.
    private static readonly HashSet<string> s_convolutions = new(StringComparer.Ordinal) { "Conv", "FusedConv", "ReorderInput", "ReorderOutput" };

    /// <summary>Every way to merge the stages of every layout.</summary>
    public static TheoryData<string, int> Plans => ChainPlans.From(1);

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_computes_what_the_reconstructed_kernel_does(string layout, int merges)
    {
        foreach ((int height, int width) in ((int, int)[])[(3, 3), (4, 3), (5, 2)])
        {
            ChainEquivalence.AssertInAllSettings(seed => Chain(new KernelShape(6, 5, height, width), layout, merges, seed), seed: height);
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_runs_in_every_operator_set_from_7_on(string layout, int merges)
    {
        foreach (long opset in (long[])[7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21])
        {
            ConvolutionSetting setting = new() { Opset = opset, Strides = [2, 1], Pads = [1, 0, 1, 2] };
            ChainEquivalence.Assert(setting, Chain(new KernelShape(4, 3, 3, 2), layout, merges, seed: 1), seed: 2);
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Sizes_of_one_are_no_special_case(string layout, int merges)
    {
        foreach ((KernelShape shape, long opset) in from shape in (KernelShape[])[new(1, 7, 3, 3), new(7, 1, 3, 3), new(6, 5, 1, 3), new(6, 5, 3, 1), new(4, 3, 1, 1), new(1, 1, 1, 1)]
                                                    from opset in (long[])[11, 13]
                                                    select (shape, opset))
        {
            ConvolutionSetting setting = new() { Pads = [1, 1, 1, 1], Opset = opset };
            ChainEquivalence.Assert(setting, Chain(shape, layout, merges, seed: 3), seed: 4);
            ChainLayout stored = ChainLayout.Parse(layout);
            ChainEquivalence.Assert(
                setting, SeededFactors.Chain(shape, stored, [.. Enumerable.Repeat(1, stored.StageCount - 1)], seed: 5).WithMerges((ChainMerges)merges), seed: 6);
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Only_the_stages_are_stored_and_the_cost_of_the_network_is_that_of_the_factors(string layout, int merges)
    {
        ChainFactors factors = Chain(new KernelShape(6, 5, 3, 2), layout, merges, seed: 7);
        OnnxModel model = new ConvolutionSetting { Bias = false, Strides = [2, 3], Pads = [1, 0, 2, 1] }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);

        // A 13 x 11 input: (13 + 3 - 3) / 2 + 1 rows and (11 + 1 - 2) / 3 + 1 columns.
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal(factors.Parameters, cost.Parameters);
        Assert.Equal(factors.Parameters, cost.Layers.Sum(layer => layer.Parameters));
        Assert.Equal(factors.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)), cost.Macs);
        Assert.Equal(factors.Plan.Split('|').Length, cost.Layers.Count);
        Assert.All(cost.Layers, cost => Assert.Equal("Conv", cost.OpType));
        Assert.All(layout.Split('|'), stage => Assert.Single(model.Proto.Graph.Initializer, tensor => tensor.Name == $"w/{stage}"));
        // A node for each stage that is merged of several, whatever their number.
        Assert.Equal(MergedStages(factors), model.Graph.Nodes.Count(model.Graph.IsConstant));
        Assert.All(model.Graph.Nodes, node => Assert.Equal(model.Graph.IsConstant(node) ? "Einsum" : "Conv", node.OpType));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void All_merging_is_done_when_the_model_is_loaded(string layout, int merges)
    {
        // Channels in the blocked layout's unit, and such that are not; with an operator for the whole product, and without.
        foreach ((KernelShape shape, int width, long opset) in ((KernelShape, int, long)[])[(new(32, 32, 3, 3), 16, 13), (new(6, 5, 3, 3), 4, 13), (new(6, 5, 3, 3), 4, 11)])
        {
            ChainLayout stored = ChainLayout.Parse(layout);
            ChainFactors factors = SeededFactors.Chain(shape, stored, [.. Enumerable.Repeat(width, stored.StageCount - 1)], seed: 8).WithMerges((ChainMerges)merges);
            OnnxModel model = new ConvolutionSetting { Pads = [1, 1, 1, 1], Opset = opset }.ToModel(shape.OutputChannels, shape.InputChannels, 3, 3);
            ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
            foreach (GraphOptimization optimization in (GraphOptimization[])[GraphOptimization.Basic, GraphOptimization.Extended, GraphOptimization.All])
            {
                GraphProto loaded = ModelRunner.Optimized(model, optimization);
                Assert.All(loaded.Node, node => Assert.Contains(node.OpType, s_convolutions));
                Assert.Equal(factors.Plan.Split('|').Length, loaded.Node.Count(node => node.OpType is "Conv" or "FusedConv"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Before_operator_set_12_each_merge_is_a_product_of_matrices(string layout, int merges)
    {
        ChainFactors factors = Chain(new KernelShape(6, 5, 3, 2), layout, merges, seed: 9);
        OnnxModel model = new ConvolutionSetting { Bias = false, Opset = 11 }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.Equal(int.PopCount(merges), model.Graph.Nodes.Count(node => node.OpType == "MatMul"));
        Assert.All(model.Graph.Nodes.Where(model.Graph.IsConstant), node => Assert.Contains(node.OpType, (string[])["MatMul", "Reshape", "Transpose"]));
        Assert.Equal(factors.Parameters, ModelCost.Measure(model).Parameters);
    }

    [Theory]
    [InlineData("Cj|iT", 1)]
    [InlineData("C|i|j|T", 7)]
    public void Convolutions_that_share_a_weight_share_its_stages_and_the_nodes_over_them(string layout, int merges)
    {
        OnnxModel shared = new GraphBuilder()
            .Input("x", 1, 5, 9, 9)
            .RandomWeight("w", 5, 5, 3, 3)
            .Node("Conv", ["x", "w"], ["first"], NodeBuilder.Ints("pads", 1, 1, 1, 1))
            .Node("Relu", ["first"], ["positive"])
            .Node("Conv", ["positive", "w"], ["y"], NodeBuilder.Ints("pads", 0, 2, 1, 0), NodeBuilder.Ints("strides", 2, 2))
            .Output("y", "y").Build();
        ChainFactors factors = Chain(new KernelShape(5, 5, 3, 3), layout, merges, seed: 10);
        OnnxModel expected = shared.Clone();
        ConvolutionRewriter.ReplaceKernel(expected.Graph, "w", factors.Reconstruct());
        ConvolutionRewriter.Rewrite(shared.Graph, "w", factors);

        Assert.Equal(2, shared.Graph.Nodes.Count(node => !shared.Graph.IsConstant(node) && node.OpType == "Conv"));
        Assert.Equal(MergedStages(factors), shared.Graph.Nodes.Count(shared.Graph.IsConstant));
        Assert.Equal(factors.Parameters, StoredParameters.Count(shared.Proto));
        Assert.InRange(ModelRunner.LargestRelativeDifference(expected, shared, seed: 11, 1, 5, 9, 9), 0, ChainEquivalence.Rounding);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_file_grows_by_little_beside_the_numbers(string layout, int merges)
    {
        ChainFactors factors = SeededFactors.Chain(
            new KernelShape(32, 32, 3, 3), ChainLayout.Parse(layout), [.. Enumerable.Repeat(16, layout.Split('|').Length - 1)], seed: 12).WithMerges((ChainMerges)merges);
        OnnxModel model = new ConvolutionSetting().ToModel(32, 32, 3, 3);
        int rest = model.Proto.CalculateSize() - (32 * 32 * 9 * sizeof(float));
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        long numbers = factors.Parameters * sizeof(float);
        Assert.InRange(model.Proto.CalculateSize() - rest, numbers, numbers + 2048);
    }

    [Fact]
    public void A_merged_stage_is_named_by_its_modes()
    {
        OnnxModel model = new ConvolutionSetting().ToModel(6, 5, 3, 3);
        ConvolutionRewriter.Rewrite(model.Graph, "w", Chain(new KernelShape(6, 5, 3, 3), "Cj|i|T", (int)ChainMerges.Second, seed: 13));
        Assert.Equal(["conv/cj", "conv/it"], model.Graph.Nodes.Where(node => !model.Graph.IsConstant(node)).Select(node => node.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_merged_pair_is_one_convolution_over_two_stored_matrices(int rank)
    {
        ChainEquivalence.AssertInAllSettings(seed => SeededFactors.Pair(outputs: 6, inputs: 5, rank, seed).ToDense(), seed: 200);
        ChainFactors pair = SeededFactors.Pair(outputs: 6, inputs: 5, rank, seed: 1).ToDense();
        OnnxModel model = new ConvolutionSetting { Bias = false }.ToModel(6, 5, 1, 1);
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);
        Assert.Equal("conv/ct", model.Graph.Producer("y")!.Name);
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal((rank * 11, 13 * 11 * 30), (cost.Parameters, cost.Macs));
        Assert.All(ModelRunner.Optimized(model, GraphOptimization.Basic).Node, node => Assert.Equal("Conv", node.OpType));
    }

    private static int MergedStages(ChainFactors factors) => factors.Plan.Split('|').Count(stage => stage.Contains('+', StringComparison.Ordinal));

    private static ChainFactors Chain(KernelShape shape, string text, int merges, int seed)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        return SeededFactors.Chain(shape, layout, s_widths[..(layout.StageCount - 1)], seed).WithMerges((ChainMerges)merges);
    }
}
