using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Canonicalization;

public sealed class BatchNormalizationFoldingTests
{
    [Fact]
    public void Kernel_and_bias_are_scaled_and_shifted()
    {
        // s = gamma / sqrt(variance + epsilon): 6 / sqrt(3 + 1) = 3 and 2 / sqrt(15 + 1) = 0.5.
        OnnxModel model = Normalized(bias: true).Build();
        FoldedBatchNormalization folded = Assert.Single(BatchNormalizationFolding.Apply(model));
        Assert.Equal([3f, 0.5f], folded.Scale.ToArray());
        Assert.Equal(("conv", "bn"), (folded.Convolution, folded.BatchNormalization));
        Assert.Equal([3f, 6f, 1.5f, 2f], Weights(model, "w"));
        // What the normalization gave has the mean beta and the deviation |gamma|.
        Assert.Equal("y", folded.Output);
        Assert.Equal([1f, -1f], folded.Mean.ToArray());
        Assert.Equal([6f, 2f], folded.Deviation.ToArray());

        // (bias - mean) * s + beta: (10 - 4) * 3 + 1 = 19 and (20 - 8) * 0.5 - 1 = 5.
        Assert.Equal([19f, 5f], Weights(model, "b"));
        Assert.Equal(["Conv"], model.Graph.Nodes.Select(node => node.OpType));
        Assert.Equal("y", model.Graph.Nodes[0].Output[0]);
    }

    [Fact]
    public void A_convolution_without_bias_gets_one()
    {
        OnnxModel model = Normalized(bias: false).Build();
        Assert.Single(BatchNormalizationFolding.Apply(model));

        // -4 * 3 + 1 and -8 * 0.5 - 1.
        Assert.Equal([-11f, -5f], Weights(model, model.Graph.Nodes[0].Input[2]));
    }

    [Fact]
    public void A_transposed_convolution_is_scaled_along_its_second_axis()
    {
        OnnxModel model = Normalized(bias: false, opType: "ConvTranspose").Build();
        Assert.Single(BatchNormalizationFolding.Apply(model));
        Assert.Equal([3f, 1f, 9f, 2f], Weights(model, "w"));
    }

    [Fact]
    public void A_bias_that_others_read_is_copied()
    {
        OnnxModel model = Normalized(bias: true).RandomWeight("v", 2, 2, 1, 1).Node("Conv", ["x", "v", "b"], ["other"]).Output("other").Build();
        Assert.Single(BatchNormalizationFolding.Apply(model));
        Assert.Equal([10f, 20f], Weights(model, "b"));
        Assert.Equal([19f, 5f], Weights(model, model.Graph.Producer("y")!.Input[2]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kernel_whose_readers_are_all_scaled_alike_is_folded_once(bool sharesShift)
    {
        // A second place of the layer, with the scale 3 and 0.5 of the first and, where not shared, another beta.
        GraphBuilder builder = Normalized(bias: true).Weight("beta2", [2], 2, 3);
        builder.Graph.Node.Add(Node("Conv", "conv2", ["y", "w", "b"], ["c2"]));
        builder.Graph.Node.Add(Node("BatchNormalization", "bn2", ["c2", "gamma", sharesShift ? "beta" : "beta2", "mean", "variance"], ["z"], Float("epsilon", 1)));
        OnnxModel before = builder.Output("z", "z").Build();
        OnnxModel after = before.Clone();
        Assert.Equal([("conv", "y"), ("conv2", "z")], BatchNormalizationFolding.Apply(after).Select(folded => (folded.Convolution, folded.Output)));
        after.Graph.RemoveUnusedInitializers();

        // The kernel's 4 numbers, and the 2 of each bias that is another.
        Assert.Equal(4 + (sharesShift ? 2 : 4), StoredParameters.Count(after.Proto));
        Assert.Equal([3f, 6f, 1.5f, 2f], Weights(after, "w"));
        Assert.InRange(ModelRunner.LargestRelativeDifference(before, after, seed: 1, 1, 2, 3, 3), 0, 1e-5);
    }

    [Theory]
    [InlineData("read by another node")]
    [InlineData("an output")]
    [InlineData("training")]
    [InlineData("computed statistics")]
    [InlineData("per position")]
    [InlineData("a kernel that another convolution reads")]
    [InlineData("a kernel that another normalization scales")]
    public void What_cannot_be_folded_stays(string why)
    {
        GraphBuilder builder = Normalized(bias: true);
        NodeProto normalization = builder.Graph.Node[1];
        switch (why)
        {
            case "read by another node":
                builder.Node("Relu", ["c"], ["z"]).Output("z");
                break;
            case "an output":
                builder.Output("c", "c");
                break;
            case "training":
                normalization.Set(Int("training_mode", 1));
                break;
            case "computed statistics":
                builder.Input("g", 2);
                normalization.Input[1] = "g";
                break;
            case "a kernel that another convolution reads":
                builder.Node("Conv", ["x", "w", "b"], ["other"]).Output("other");
                break;
            case "a kernel that another normalization scales":
                builder.Weight("gamma2", [2], 5, 2).Node("Conv", ["x", "w", "b"], ["other"])
                    .Node("BatchNormalization", ["other", "gamma2", "beta", "mean", "variance"], ["z"], Float("epsilon", 1)).Output("z", "z");
                break;
            default:
                normalization.Set(Int("spatial", 0));
                break;
        }

        OnnxModel model = builder.Build();
        ModelProto before = model.Proto.Clone();
        Assert.Empty(BatchNormalizationFolding.Apply(model));
        Assert.Equal(before, model.Proto);
    }

    [Fact]
    public void Statistics_that_give_no_number_are_refused()
    {
        GraphBuilder builder = Normalized(bias: true);
        builder.Graph.Initializer.Remove(builder.Graph.Initializer.First(tensor => tensor.Name == "variance"));
        builder.Weight("variance", [2], -5, 15);
        Expect.Error(ModelDiagnostics.NonFiniteWeight, () => BatchNormalizationFolding.Apply(builder.Build()), "'bn'", "'conv'");
    }

    private static GraphBuilder Normalized(bool bias, string opType = "Conv")
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 2, 3, 3).Weight("w", [2, 2, 1, 1], 1, 2, 3, 4)
            .Weight("gamma", [2], 6, 2).Weight("beta", [2], 1, -1).Weight("mean", [2], 4, 8).Weight("variance", [2], 3, 15);
        if (bias)
        {
            builder.Weight("b", [2], 10, 20);
        }

        builder.Graph.Node.Add(Node(opType, "conv", bias ? ["x", "w", "b"] : ["x", "w"], ["c"]));
        builder.Graph.Node.Add(Node("BatchNormalization", "bn", ["c", "gamma", "beta", "mean", "variance"], ["y"], Float("epsilon", 1)));
        return builder.Output("y");
    }

    private static float[] Weights(OnnxModel model, string name) => TensorReader.ToFloats(model.Graph.Initializer(name)!);
}
