using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Graphs;

namespace RsdtrEdge.Compressor.Tests.Training;

public sealed class WeightTensorsTests
{
    [Fact]
    public void Kernels_matrices_and_what_they_are_made_of_decay_and_nothing_else()
    {
        // A kernel of two cores; a bias and slopes with axes like images, a bias made of two lists, a bias that is a row.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 2, 3, 3)
            .RandomWeight("core1", 4, 3).RandomWeight("core2", 3, 2).Int64s("sizes", 4, 2, 1, 1).Node("MatMul", ["core1", "core2"], ["matrix"]).Node("Reshape", ["matrix", "sizes"], ["kernel"])
            .RandomWeight("left", 1, 2).RandomWeight("right", 1, 2).Node("Concat", ["left", "right"], ["row"], NodeBuilder.Int("axis", 1)).Int64s("four", 4).Node("Reshape", ["row", "four"], ["list"])
            .RandomWeight("bias", 1, 4, 1, 1).RandomWeight("slope", 4, 1, 1).RandomWeight("w", 36, 5).RandomWeight("b", 1, 5)
            .Node("Conv", ["x", "kernel", "list"], ["y"]).Node("PRelu", ["y", "slope"], ["z"])
            .RandomWeight("plain", 4, 4, 1, 1).Node("Conv", ["z", "plain"], ["u"]).Node("Add", ["u", "bias"], ["v"])
            .Flatten().Node("Gemm", ["flatten1", "w", "b"], ["scores"]).Output("scores", "scores").Build();
        IReadOnlyList<WeightTensor> weights = WeightTensors.Find(model.Graph, ["scores"]);
        Assert.Equal(["core1", "core2", "plain", "w"], weights.Where(weight => weight.Decays).Select(weight => weight.Tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["b", "bias", "left", "right", "slope"], weights.Where(weight => !weight.Decays).Select(weight => weight.Tensor.Name).Order(StringComparer.Ordinal));

        // Whole numbers say how a weight is made, and are none.
        Assert.Equal(weights.Select(weight => weight.Tensor.Name).Order(StringComparer.Ordinal), WeightTensors.Names(model.Graph).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_number_that_is_added_to_all_channels_is_no_weight()
    {
        // A HardSwish as exporters decompose it: x Clip(x + 3, 0, 6) / 6.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 2, 3, 3).RandomWeight("kernel", 4, 2, 1, 1).Weight("three", [], 3).Weight("zero", [], 0).Weight("six", [], 6).Weight("sixth", [], 1 / 6f)
            .Node("Conv", ["x", "kernel"], ["y"]).Node("Add", ["y", "three"], ["raised"]).Node("Clip", ["raised", "zero", "six"], ["cut"]).Node("Mul", ["cut", "sixth"], ["share"])
            .Node("Mul", ["y", "share"], ["scores"]).Output("scores", "scores").Build();
        Assert.Equal(["kernel"], WeightTensors.Find(model.Graph, ["scores"]).Select(weight => weight.Tensor.Name));
        Assert.Equal(["kernel"], WeightTensors.Names(model.Graph));
    }

    [Fact]
    public void All_weights_are_those_of_all_outputs()
    {
        OnnxModel model = new GraphBuilder().Input("x", "batch", 2, 3, 3).Flatten().RandomWeight("w", 18, 5).RandomWeight("v", 18, 4)
            .Node("MatMul", ["flatten1", "w"], ["scores"]).Node("MatMul", ["flatten1", "v"], ["boxes"]).Output("scores", "scores").Output("boxes", "boxes").Build();
        Assert.Equal(["w"], WeightTensors.Find(model.Graph, ["scores"]).Select(weight => weight.Tensor.Name));
        Assert.Equal(["w", "v"], WeightTensors.Names(model.Graph));
    }
}
