using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>The eight execution plans of a ring.</summary>
public sealed class RingPlanTests
{
    // All that is left of a chain once ONNX Runtime has loaded it: convolutions, its own forms of them among them, and the changes of
    // memory layout around those.
    private static readonly HashSet<string> s_convolutions = new(StringComparer.Ordinal) { "Conv", "FusedConv", "ReorderInput", "ReorderOutput" };

    public static TheoryData<int, int> Plans
    {
        get
        {
            TheoryData<int, int> plans = [];
            for (int cuts = 0; cuts <= (int)ChainCuts.All; cuts++)
            {
                plans.Add(cuts, 1);
                plans.Add(cuts, 2);
                plans.Add(cuts, 3);
            }

            return plans;
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_computes_what_the_reconstructed_kernel_does(int cuts, int branches)
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 3), (3, 1), (3, 3), (5, 2)])
        {
            ChainEquivalence.AssertInAllSettings(
                seed => SeededFactors.Ring(new KernelShape(6, 5, height, width), new RingRanks(3, branches, 2, 4), seed, (ChainCuts)cuts), seed: height);
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_runs_in_every_operator_set_from_7_on(int cuts, int branches)
    {
        foreach (long opset in (long[])[7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21])
        {
            ConvolutionSetting setting = new() { Opset = opset, Strides = [2, 1], Pads = [1, 0, 1, 2] };
            ChainEquivalence.Assert(setting, SeededFactors.Ring(new KernelShape(4, 3, 3, 2), new RingRanks(2, branches, 3, 1), seed: 1, (ChainCuts)cuts), seed: 2);
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Sizes_of_one_are_no_special_case(int cuts, int branches)
    {
        foreach ((KernelShape shape, long opset) in from shape in (KernelShape[])[new(1, 7, 3, 3), new(7, 1, 3, 3), new(4, 3, 1, 1), new(4, 3, 1, 3), new(1, 1, 1, 1)]
                                                    from opset in (long[])[11, 13]
                                                    select (shape, opset))
        {
            ConvolutionSetting setting = new() { Pads = [1, 1, 1, 1], Opset = opset };
            ChainEquivalence.Assert(setting, SeededFactors.Ring(shape, new RingRanks(2, branches, 3, 2), seed: 3, (ChainCuts)cuts), seed: 4);
            ChainEquivalence.Assert(setting, SeededFactors.Ring(shape, new RingRanks(1, branches, 1, 1), seed: 5, (ChainCuts)cuts), seed: 6);
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Only_the_cores_are_stored_and_the_cost_of_the_network_is_that_of_the_factors(int cuts, int branches)
    {
        KernelShape shape = new(6, 5, 3, 2);
        RingFactors factors = SeededFactors.Ring(shape, new RingRanks(3, branches, 2, 4), seed: 7, (ChainCuts)cuts);
        OnnxModel model = new ConvolutionSetting { Bias = false, Strides = [2, 3], Pads = [1, 0, 2, 1] }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);

        // A 13 x 11 input: (13 + 3 - 3) / 2 + 1 rows and (11 + 1 - 2) / 3 + 1 columns.
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal(factors.Parameters, cost.Parameters);
        Assert.Equal(factors.Parameters, cost.Layers.Sum(layer => layer.Parameters));
        Assert.Equal(factors.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)), cost.Macs);
        Assert.Equal(factors.Plan.Split('|').Length, cost.Layers.Count);
        Assert.All(cost.Layers, layer => Assert.Equal("Conv", layer.OpType));
        Assert.All(
            ["G1", "G2", "G3", "G4"],
            name => Assert.Single(model.Proto.Graph.Initializer, tensor => tensor.Name == $"w/{name}"));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void All_merging_and_repeating_is_done_when_the_model_is_loaded(int cuts, int branches)
    {
        // Channels in the blocked layout's unit, and such that are not; with an operator for the whole product, and without.
        foreach ((KernelShape shape, RingRanks ranks, long opset) in ((KernelShape, RingRanks, long)[])
            [(new(32, 32, 3, 3), new(16, branches, 16, 16), 13), (new(6, 5, 3, 3), new(2, branches, 4, 3), 13), (new(6, 5, 3, 3), new(2, branches, 4, 3), 11)])
        {
            RingFactors factors = SeededFactors.Ring(shape, ranks, seed: 8, (ChainCuts)cuts);
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
    public void Convolutions_that_share_a_weight_share_its_cores_and_the_nodes_over_them(int cuts, int branches)
    {
        OnnxModel shared = new GraphBuilder()
            .Input("x", 1, 5, 9, 9)
            .RandomWeight("w", 5, 5, 3, 3)
            .Node("Conv", ["x", "w"], ["first"], NodeBuilder.Ints("pads", 1, 1, 1, 1))
            .Node("Relu", ["first"], ["positive"])
            .Node("Conv", ["positive", "w"], ["y"], NodeBuilder.Ints("pads", 0, 2, 1, 0), NodeBuilder.Ints("strides", 2, 2))
            .Output("y", "y").Build();
        RingFactors factors = SeededFactors.Ring(new KernelShape(5, 5, 3, 3), new RingRanks(2, branches, 2, 3), seed: 9, (ChainCuts)cuts);
        OnnxModel expected = shared.Clone();
        ConvolutionRewriter.ReplaceKernel(expected.Graph, "w", factors.Reconstruct());
        OnnxModel alone = new ConvolutionSetting { Bias = false }.ToModel(5, 5, 3, 3);
        ConvolutionRewriter.Rewrite(alone.Graph, "w", factors);
        ConvolutionRewriter.Rewrite(shared.Graph, "w", factors);

        Assert.Equal(2 * factors.Plan.Split('|').Length, shared.Graph.Nodes.Count(node => !shared.Graph.IsConstant(node) && node.OpType == "Conv"));
        Assert.Equal(OverConstants(alone), OverConstants(shared));
        Assert.Equal(factors.Parameters, StoredParameters.Count(shared.Proto));
        Assert.InRange(ModelRunner.LargestRelativeDifference(expected, shared, seed: 10, 1, 5, 9, 9), 0, ChainEquivalence.Rounding);
    }

    // Of stages of several cores, of cores that are merged into others, of branches' kernels that are repeated, of kernels with two ranks on one axis.
    [Theory]
    [InlineData((int)ChainCuts.All, 1, 0, 0, 0, 0)]
    [InlineData((int)ChainCuts.All, 3, 0, 0, 2, 0)]
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterColumns), 1, 1, 1, 0, 0)]
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterColumns), 3, 1, 1, 1, 0)]
    [InlineData((int)ChainCuts.AfterRows, 1, 2, 2, 0, 0)]
    [InlineData((int)ChainCuts.AfterRows, 3, 2, 2, 0, 2)]
    [InlineData((int)ChainCuts.AfterColumns, 3, 1, 2, 0, 1)]
    [InlineData((int)ChainCuts.AfterChannels, 3, 1, 2, 0, 1)]
    [InlineData((int)ChainCuts.None, 3, 1, 3, 0, 0)]
    public void A_merged_stage_is_one_node_and_before_operator_set_12_a_product_a_merged_core(int cuts, int branches, int stages, int cores, int repetitions, int reshapes)
    {
        RingFactors factors = SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(3, branches, 2, 4), seed: 11, (ChainCuts)cuts);
        Dictionary<string, int> folded = Folded(opset: 12);
        Assert.Equal((stages, repetitions, reshapes), (folded.GetValueOrDefault("Einsum"), folded.GetValueOrDefault("Concat"), folded.GetValueOrDefault("Reshape")));
        Assert.Equal(stages + repetitions + reshapes, folded.Values.Sum());
        folded = Folded(opset: 11);
        Assert.Equal((cores, repetitions), (folded.GetValueOrDefault("MatMul"), folded.GetValueOrDefault("Concat")));
        Assert.All(folded.Keys, node => Assert.Contains(node, (string[])["MatMul", "Reshape", "Transpose", "Concat"]));

        Dictionary<string, int> Folded(long opset)
        {
            OnnxModel model = new ConvolutionSetting { Opset = opset }.ToModel(6, 5, 3, 3);
            ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
            return model.Graph.Nodes.Where(model.Graph.IsConstant).GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());
        }
    }

    [Theory]
    [InlineData((int)ChainCuts.All)]
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterColumns))]
    public void Many_branches_are_repeated_without_naming_each(int cuts)
    {
        RingFactors factors = SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(2, 7, 3, 4), seed: 15, (ChainCuts)cuts);
        foreach (long opset in (long[])[7, 12, 13, 21])
        {
            ChainEquivalence.Assert(new ConvolutionSetting { Opset = opset, Strides = [2, 1], Pads = [1, 0, 1, 2] }, factors, seed: 16);
        }

        OnnxModel model = new ConvolutionSetting { Bias = false }.ToModel(6, 5, 3, 3);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.Contains(model.Graph.Nodes, node => node.OpType == "Tile");
        Assert.DoesNotContain(model.Graph.Nodes, node => node.OpType == "Concat");
        Assert.Equal(factors.Parameters, ModelCost.Measure(model).Parameters);
        Assert.All(ModelRunner.Optimized(model, GraphOptimization.Basic).Node, node => Assert.Equal("Conv", node.OpType));
    }

    private static int OverConstants(OnnxModel model) => model.Graph.Nodes.Count(model.Graph.IsConstant);
}
