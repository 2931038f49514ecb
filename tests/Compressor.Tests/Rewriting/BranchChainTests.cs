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
    [InlineData(1, 2)]
    [InlineData(4, 3)]
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
        BranchFactors factors = SeededFactors.Branches(new KernelShape(6, 5, 3, 2), new BranchSize(4, 3), seed: 1);
        OnnxModel model = new ConvolutionSetting { Bias = false, Strides = [2, 3], Pads = [1, 0, 2, 1] }.ToModel(6, 5, 3, 2);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        Assert.All(model.Graph.Nodes, node => Assert.Equal("Conv", node.OpType));
        Assert.Equal(["conv/c", "conv/ij", "conv/t"], model.Graph.Nodes.Select(node => node.Name));

        // 4 branches of 5 channels, 12 filters of 6 numbers, 6 outputs of 12 channels; a 13 x 11 input gives 7 x 4 numbers a channel.
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal((4 * 5) + (12 * 6) + (6 * 12), cost.Parameters);
        Assert.Equal(cost.Parameters, factors.Parameters);
        Assert.Equal((4 * 5 * 13 * 11) + (((12 * 6) + (6 * 12)) * 7 * 4), cost.Macs);
        Assert.Equal(cost.Macs, factors.Macs(new ConvolutionSize(6, 5, 3, 2, 13, 11, 7, 4)));
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
