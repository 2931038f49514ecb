using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Compressor.Tests.Training;

public sealed class RandomWeightsTests
{
    [Fact]
    public void Kernels_have_the_variance_of_their_inputs_and_the_rest_its_neutral_value()
    {
        OnnxModel network = RandomWeights.Draw(Network(), seed: 1);
        // 9,216 and 12,800 numbers: five times 1 / sqrt(2 N), the deviation of a deviation, is below 6 %.
        Assert.Equal(Math.Sqrt(2.0 / (16 * 9)), Deviation("kernel"), 0.06 * Math.Sqrt(2.0 / (16 * 9)));
        Assert.Equal(Math.Sqrt(1.0 / 64), Deviation("matrix"), 0.06 * Math.Sqrt(1.0 / 64));
        Assert.All(Values("shift").Concat(Values("bn.beta")).Concat(Values("bn.mean")), value => Assert.Equal(0, value));
        Assert.All(Values("bn.gamma").Concat(Values("bn.var")), value => Assert.Equal(1, value));
        Assert.All(Values("slope"), value => Assert.Equal(0.25f, value));
        Assert.Equal(TensorReader.ToFloats(Network().Graph.Initializer("factor")!), Values("factor"));
        Assert.Equal(Network().Proto.Graph.Node, network.Proto.Graph.Node);

        float[] Values(string name) => TensorReader.ToFloats(network.Graph.Initializer(name)!);
        double Deviation(string name) => Math.Sqrt(Values(name).Average(value => (double)value * value));
    }

    [Fact]
    public void A_number_that_is_added_to_all_channels_stays_and_a_bias_is_zero()
    {
        OnnxModel network = RandomWeights.Draw(
            new GraphBuilder().Input("x", "batch", 2, 3, 3).RandomWeight("kernel", 4, 2, 1, 1).Weight("three", [], 3).RandomWeight("bias", 1, 4, 1, 1)
                .Node("Conv", ["x", "kernel"], ["y"]).Node("Add", ["y", "three"], ["raised"]).Node("Add", ["bias", "y"], ["shifted"])
                .Output("raised", "raised").Output("shifted", "shifted").Build(),
            seed: 1);
        Assert.Equal([3f], TensorReader.ToFloats(network.Graph.Initializer("three")!));
        Assert.Equal([0f, 0, 0, 0], TensorReader.ToFloats(network.Graph.Initializer("bias")!));
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_others_do_not()
    {
        ModelProto first = RandomWeights.Draw(Network(), 1).Proto;
        Assert.Equal(first, RandomWeights.Draw(Network(), 1).Proto);
        Assert.NotEqual(first, RandomWeights.Draw(Network(), 2).Proto);
    }

    [Fact]
    public void The_form_that_is_shipped_computes_the_same_without_normalization()
    {
        OnnxModel network = Network();
        OnnxModel shipped = InferenceForm.Of(network);
        Assert.DoesNotContain(shipped.Proto.Graph.Node, node => node.OpType == "BatchNormalization");
        Assert.True(ModelRunner.LargestRelativeDifference(network, shipped, 3, 2, 32, 8, 8) < 1e-5);
    }

    // Groups of 16 channels; a factor that is no layer's.
    private static OnnxModel Network() => new GraphBuilder(15, irVersion: 8).Input("x", "batch", 32, 8, 8)
        .RandomWeight("kernel", 64, 16, 3, 3).RandomWeight("shift", 64).RandomWeight("slope", 64, 1, 1).Weight("factor", [1], 3).RandomWeight("matrix", 64, 200)
        .RandomWeight("bn.gamma", 64).RandomWeight("bn.beta", 64).RandomWeight("bn.mean", 64).Weight("bn.var", [64], [.. Enumerable.Repeat(2f, 64)])
        .Node("Conv", ["x", "kernel", "shift"], ["a"], NodeBuilder.Int("group", 2), NodeBuilder.Ints("pads", 1, 1, 1, 1))
        .Node("BatchNormalization", ["a", "bn.gamma", "bn.beta", "bn.mean", "bn.var"], ["n"]).Node("PRelu", ["n", "slope"], ["p"]).Node("Mul", ["p", "factor"], ["m"])
        .GlobalAveragePool().Flatten().Node("MatMul", ["flatten1", "matrix"], ["y"]).Output("y", "y").Build();
}
