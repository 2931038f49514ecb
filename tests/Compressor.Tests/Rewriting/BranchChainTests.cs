using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

public sealed class BranchChainTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    [InlineData(4, 1)]
    [InlineData(8, 2)]
    [InlineData(16, 3)]
    public void Branches_compute_what_their_reconstructed_kernel_does_by_stages_and_dense(int branches, int outputs)
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 3), (3, 1), (3, 3), (5, 2)])
        {
            KernelShape shape = new(6, 5, height, width);
            ChainEquivalence.AssertInAllSettings(seed => SeededFactors.Branches(shape, new BranchSize(branches, outputs), seed), seed: height);
            ChainEquivalence.AssertInAllSettings(seed => SeededFactors.Branches(shape, new BranchSize(branches, outputs), seed).ToDense(), seed: height);
        }
    }

    [Fact]
    public void The_network_stores_the_stages_and_nothing_runs_but_them()
    {
        BranchFactors factors = SeededFactors.Branches(new KernelShape(6, 5, 3, 2), new BranchSize(3, 4), seed: 1);
        OnnxModel model = new ConvolutionSetting { Bias = false, Strides = [2, 3], Pads = [1, 0, 2, 1] }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.All(model.Graph.Nodes, node => Assert.Equal("Conv", node.OpType));
        Assert.Equal(["conv/c", "conv/ij", "conv/t"], model.Graph.Nodes.Select(node => node.Name));

        // 3 branches of 5 channels, 12 filters of 6 numbers, 6 outputs of 12 channels; a 13 x 11 input gives 7 x 4 numbers a channel.
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal((3 * 5) + (12 * 6) + (6 * 12), cost.Parameters);
        Assert.Equal(cost.Parameters, factors.Parameters);
        Assert.Equal((3 * 5 * 13 * 11) + (((12 * 6) + (6 * 12)) * 7 * 4), cost.Macs);
        Assert.Equal(cost.Macs, factors.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)));
    }

    [Fact]
    public void Filters_of_branches_in_fours_run_one_by_one()
    {
        BranchFactors factors = SeededFactors.Branches(new KernelShape(6, 5, 3, 2), new BranchSize(8, 3), seed: 1);
        OnnxModel model = new ConvolutionSetting { Bias = false, Strides = [2, 3], Pads = [1, 0, 2, 1] }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.Equal(
            [("conv/c", "Conv"), ("conv/ij0", "Conv"), ("conv/ij1", "Conv"), ("conv/ij2", "Conv"), ("conv/ij", "Concat"), ("conv/t", "Conv")],
            model.Graph.Nodes.Select(node => (node.Name, node.OpType)));
        Assert.All(model.Graph.Nodes.Where(node => node.Name is "conv/ij0" or "conv/ij1" or "conv/ij2"), node => Assert.Equal(8, node.GetInt("group", 1)));

        // 8 branches of 5 channels, 24 filters of 6 numbers, 6 outputs of 24 channels; a 13 x 11 input gives 7 x 4 numbers a channel.
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal((8 * 5) + (24 * 6) + (6 * 24), cost.Parameters);
        Assert.Equal(cost.Parameters, factors.Parameters);
        Assert.Equal((8 * 5 * 13 * 11) + (((24 * 6) + (6 * 24)) * 7 * 4), cost.Macs);
        Assert.Equal(cost.Macs, factors.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)));
    }

    [Fact]
    public void Most_memory_is_taken_where_channels_are_joined()
    {
        KernelShape shape = new(6, 5, 3, 3);
        ConvolutionSize size = new(6, 5, 3, 3, 10, 10, 10, 10);

        // 24 channels, and the same joined, 100 numbers of 4 bytes each; branches that do not run one by one have no join: 20 channels and the 6 of the output.
        Assert.Equal(2 * 24 * 400, Peak(new BranchSize(8, 3)));
        Assert.Equal((20 + 6) * 400, Peak(new BranchSize(5, 4)));

        long Peak(BranchSize branches)
        {
            FactorizedKernel factors = SeededFactors.Branches(shape, branches, seed: 1);
            OnnxModel model = new ConvolutionSetting { Pads = [1, 1, 1, 1], Height = 10, Width = 10 }.ToModel(6, 5, 3, 3);
            ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
            long peak = new ConvolutionMemory(Others: 0, Input: 5 * 400, InputStays: false, Output: 6 * 400).Peak(size, factors.InnerValues);
            Assert.Equal(peak, ModelCost.Measure(model).PeakActivationBytes);
            return peak;
        }
    }

    [Fact]
    public void Run_dense_the_same_numbers_are_stored_and_the_dense_layer_is_computed()
    {
        BranchFactors factors = SeededFactors.Branches(new KernelShape(6, 5, 3, 2), new BranchSize(4, 3), seed: 1);
        BranchFactors dense = factors.ToDense();
        Assert.Same(dense, dense.ToDense());
        Assert.Equal((true, factors.Parameters, "branches", "C+ij+T"), (dense.RunsDense, dense.Parameters, dense.Family, dense.Plan));
        Assert.Equal(("C|ij|T", false), (factors.Plan, factors.RunsDense));
        Assert.Equal(6 * 5 * 6 * 28, dense.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)));
        Assert.Empty(dense.InnerValues);
        Assert.Equal(factors.Reconstruct(), dense.Reconstruct());
    }
}
