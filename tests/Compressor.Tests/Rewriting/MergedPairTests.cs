using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>Fully connected layers whose pair runs as the dense layer. The oracle is ONNX Runtime with the reconstructed weight.</summary>
public sealed class MergedPairTests
{
    private const int Outputs = 6;
    private const int Inputs = 9;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_merged_pair_computes_what_its_reconstructed_weight_does(int rank)
    {
        foreach (long opset in (long[])[7, 9, 11, 13, 21])
        {
            foreach (long? transB in (long?[])[null, 0, 1])
            {
                AssertSame(new FullyConnectedSetting { Opset = opset, TransB = transB, Alpha = 0.5f, Beta = -2, Bias = [Outputs], Leading = [null] }, rank, 1);
                AssertSame(new FullyConnectedSetting { Opset = opset, TransB = transB, Bias = [1, Outputs] }, rank, seed: 2);
            }

            AssertSame(new FullyConnectedSetting { Opset = opset, Operator = "MatMul", Leading = [null, 2] }, rank, seed: 3);
            AssertSame(new FullyConnectedSetting { Opset = opset, Operator = "MatMul", Leading = [] }, rank, seed: 4);
        }
    }

    [Theory]
    [InlineData("Gemm", 1L)]
    [InlineData("Gemm", 0L)]
    [InlineData("MatMul", null)]
    public void Both_matrices_are_stored_and_the_layers_own_operator_is_all_that_runs(string type, long? transB)
    {
        FullyConnectedSetting setting = new() { Operator = type, TransB = transB, Bias = type == "Gemm" ? [Outputs] : null };
        OnnxModel model = setting.ToModel(Outputs, Inputs);
        ChainFactors pair = SeededFactors.Pair(Outputs, Inputs, rank: 2, seed: 5).ToDense();
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);

        Assert.Equal(("product/ct", type), (model.Graph.Producer("y")!.Name, model.Graph.Producer("y")!.OpType));
        Assert.Equal(["MatMul", type], model.Graph.Nodes.Select(node => node.OpType));
        ModelCost cost = ModelCost.Measure(model);
        Assert.Equal(pair.Parameters + (setting.Bias is null ? 0 : Outputs), cost.Parameters);
        Assert.Equal(Outputs * Inputs, cost.Macs);
        foreach (GraphOptimization optimization in (GraphOptimization[])[GraphOptimization.Basic, GraphOptimization.All])
        {
            Assert.Equal([type], ModelRunner.Optimized(model, optimization).Node.Select(node => node.OpType));
        }
    }

    private static void AssertSame(FullyConnectedSetting setting, int rank, int seed)
    {
        OnnxModel model = setting.ToModel(Outputs, Inputs);
        OnnxModel dense = model.Clone();
        ChainFactors pair = SeededFactors.Pair(Outputs, Inputs, rank, seed).ToDense();
        ConvolutionRewriter.ReplaceKernel(dense.Graph, "w", pair.Reconstruct());
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);

        Assert.Null(model.Graph.Initializer("w"));
        double difference = ModelRunner.LargestRelativeDifference(dense, model, seed, setting.InputDims(Inputs));
        Assert.True(difference <= ChainEquivalence.Rounding, $"{setting} rank {rank}: {difference:E2}");
    }
}
