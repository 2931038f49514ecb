using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>Gemm and MatMul as pairs. The oracle is ONNX Runtime with the reconstructed weight.</summary>
public sealed class FullyConnectedRewritingTests
{
    private const int Outputs = 6;
    private const int Inputs = 9;

    [Fact]
    public void A_pair_computes_what_its_reconstructed_weight_does_in_a_Gemm_of_any_kind()
    {
        int seed = 0;
        foreach (long? transB in (long?[])[null, 0, 1])
        {
            foreach ((float? alpha, float? beta) in ((float?, float?)[])[(null, null), (0.5f, null), (null, -2), (-3, 0.25f), (2, 0)])
            {
                foreach (long[]? bias in (long[]?[])[null, [Outputs], [1, Outputs], [], [1], [3, 1], [3, Outputs]])
                {
                    // A bias of three rows takes three rows.
                    long?[] leading = bias is [3, ..] ? [3] : [seed % 2 == 0 ? 1 : null];
                    AssertSame(new FullyConnectedSetting { TransB = transB, Alpha = alpha, Beta = beta, Bias = bias, Leading = leading }, rank: 1 + (seed % 4), ++seed);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_pair_computes_what_its_reconstructed_weight_does_in_a_MatMul_over_any_leading_axes(int axes)
    {
        foreach (long?[] leading in (long?[][])[[], [1], [null], [2, 5], [null, 4], [2, null, 3]])
        {
            AssertSame(new FullyConnectedSetting { Operator = "MatMul", Leading = leading }, rank: axes, seed: 20 + axes);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(21)]
    public void A_pair_runs_in_every_operator_set_from_7_on(long opset)
    {
        AssertSame(new FullyConnectedSetting { Opset = opset, TransB = 1, Alpha = 2, Bias = [Outputs] }, rank: 2, seed: 30);
        AssertSame(new FullyConnectedSetting { Opset = opset, Operator = "MatMul", Leading = [null, 2] }, rank: 2, seed: 31);
    }

    [Fact]
    public void Both_matrices_are_stored_and_all_else_stays_with_the_node_that_makes_the_output()
    {
        OnnxModel model = new FullyConnectedSetting { TransB = 1, Alpha = 2, Bias = [Outputs] }.ToModel(Outputs, Inputs);
        model.Proto.Graph.Node[0].DocString = "what it is for";
        ChainFactors pair = SeededFactors.Pair(Outputs, Inputs, rank: 2, seed: 1);
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);

        Assert.Equal(["MatMul", "Gemm"], model.Graph.Nodes.Select(node => node.OpType));
        Assert.Equal(["product/c", "product/t"], model.Graph.Nodes.Select(node => node.Name));
        NodeProto last = model.Graph.Producer("y")!;
        Assert.Equal(("b", "what it is for", 2f, 1L), (last.Input[2], last.DocString, last.GetFloat("alpha", 1), last.GetInt("transB", 0)));
        Assert.Equal(["b", "w/C", "w/T"], model.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        // The first as MatMul reads it, [C, r], the second as the weight was stored.
        Assert.Equal([Inputs, 2L], model.Graph.Initializer("w/C")!.Dims);
        Assert.Equal([Outputs, 2L], model.Graph.Initializer("w/T")!.Dims);
        Assert.Equal((Inputs * 2) + (Outputs * 2), pair.Parameters);
    }

    [Fact]
    public void Layers_that_share_a_weight_share_its_pair()
    {
        // A Gemm without transB and a MatMul store the same matrix.
        OnnxModel model = new GraphBuilder()
            .Input("x", "batch", 8).RandomWeight("w", 8, 8).RandomWeight("b", 8)
            .Node("Gemm", ["x", "w", "b"], ["first"]).Node("Relu", ["first"], ["positive"]).Node("MatMul", ["positive", "w"], ["y"])
            .Output("y", "y").Build();
        ChainFactors pair = SeededFactors.Pair(8, 8, rank: 3, seed: 2);
        OnnxModel expected = model.Clone();
        ConvolutionRewriter.ReplaceKernel(expected.Graph, "w", pair.Reconstruct());
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);

        Assert.Equal(["b", "w/C", "w/T"], model.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(["MatMul", "Gemm", "Relu", "MatMul", "MatMul"], model.Graph.Nodes.Select(node => node.OpType));
        Assert.InRange(ModelRunner.LargestRelativeDifference(expected, model, seed: 3, 5, 8), 0, ChainEquivalence.Rounding);
    }

    [Fact]
    public void A_replaced_weight_keeps_the_order_in_which_it_is_stored()
    {
        float[] kernel = [1, 2, 3, 4, 5, 6];
        foreach ((FullyConnectedSetting setting, float[] stored) in ((FullyConnectedSetting, float[])[])
        [
            (new() { TransB = 1 }, kernel), (new() { TransB = 0 }, [1, 4, 2, 5, 3, 6]), (new() { Operator = "MatMul" }, [1, 4, 2, 5, 3, 6]),
        ])
        {
            OnnxModel model = setting.ToModel(2, 3);
            ConvolutionRewriter.ReplaceKernel(model.Graph, "w", kernel);
            Assert.Equal(stored, TensorReader.ToFloats(model.Graph.Initializer("w")!));
            // y = W x: [1 2 3; 4 5 6] times a unit vector is a column.
            using Runtime.Sessions.InferenceSession session = ModelRunner.Load(model);
            using Runtime.Sessions.Tensor unit = Runtime.Sessions.Tensor.Create<float>([0, 1, 0], 1, 3);
            using Runtime.Sessions.TensorSet outputs = session.Run(new Dictionary<string, Runtime.Sessions.Tensor> { ["x"] = unit });
            Assert.Equal([2f, 5], outputs["y"].ToArray<float>());
        }
    }

    [Fact]
    public void Names_that_are_taken_are_avoided()
    {
        OnnxModel model = new GraphBuilder()
            .Input("x", 1, Inputs).RandomWeight("w", Inputs, Outputs).RandomWeight("w/C", Outputs)
            .Node("Gemm", ["x", "w", "w/C"], ["y/c"]).Node("Relu", ["y/c"], ["y"]).Output("y", "y").Build();
        model.Proto.Graph.Node[1].Name = $"{model.Proto.Graph.Node[0].Name}/c";
        model.Graph.Changed();
        ChainFactors pair = SeededFactors.Pair(Outputs, Inputs, rank: 2, seed: 4);
        OnnxModel expected = model.Clone();
        ConvolutionRewriter.ReplaceKernel(expected.Graph, "w", pair.Reconstruct());
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);
        Assert.InRange(ModelRunner.LargestRelativeDifference(expected, model, seed: 5, 1, Inputs), 0, ChainEquivalence.Rounding);
    }

    [Fact]
    public void Beside_its_numbers_a_pair_takes_little_of_the_file()
    {
        // Names of thirty characters: what the limit on the file reserves for each layer (ModelCompressor).
        string Name(string role) => role.PadRight(30, '_');
        OnnxModel model = new GraphBuilder().Input(Name("x"), 1, 40).RandomWeight(Name("w"), 30, 40).RandomWeight(Name("b"), 30).Build();
        model.Proto.Graph.Node.Add(NodeBuilder.Node("Gemm", Name("product"), [Name("x"), Name("w"), Name("b")], [Name("y")], NodeBuilder.Int("transB", 1)));
        model.Proto.Graph.Output.Add(GraphBuilder.ValueInfo(Name("y"), 1, 30));
        model.Graph.Changed();
        int before = model.Proto.CalculateSize() - (30 * 40 * sizeof(float));
        ChainFactors pair = SeededFactors.Pair(30, 40, rank: 5, seed: 7);
        ConvolutionRewriter.ShiftBias(model.Graph, Name("w"), new float[30]);
        ConvolutionRewriter.Rewrite(model.Graph, Name("w"), pair);
        Assert.InRange(model.Proto.CalculateSize() - (pair.Parameters * sizeof(float)) - before, 0, 230);
    }

    [Fact]
    public void Only_pairs_can_take_the_place_of_a_matrix()
    {
        OnnxModel model = new FullyConnectedSetting().ToModel(Outputs, Inputs);
        Assert.Throws<ArgumentException>(() => ConvolutionRewriter.Rewrite(
            model.Graph, "w", SeededFactors.Ring(new KernelShape(Outputs, Inputs, 1, 1), new RingRanks(1, 1, 1, 1), seed: 6)));
    }

    private static void AssertSame(FullyConnectedSetting setting, int rank, int seed)
    {
        OnnxModel model = setting.ToModel(Outputs, Inputs);
        OnnxModel dense = model.Clone();
        ChainFactors pair = SeededFactors.Pair(Outputs, Inputs, rank, seed);
        ConvolutionRewriter.ReplaceKernel(dense.Graph, "w", pair.Reconstruct());
        ConvolutionRewriter.Rewrite(model.Graph, "w", pair);

        Assert.Null(model.Graph.Initializer("w"));
        double difference = ModelRunner.LargestRelativeDifference(dense, model, seed, setting.InputDims(Inputs));
        Assert.True(difference <= ChainEquivalence.Rounding, $"{setting} rank {rank}: {difference:E2}");
    }
}
