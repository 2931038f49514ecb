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
        Assert.Equal(["core1", "core2", "plain", "w"], weights.Where(weight => weight.Matrix is not null).Select(weight => weight.Tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["b", "bias", "left", "right", "slope"], weights.Where(weight => weight.Matrix is null).Select(weight => weight.Tensor.Name).Order(StringComparer.Ordinal));

        // Whole numbers say how a weight is made, and are none.
        Assert.Equal(weights.Select(weight => weight.Tensor.Name).Order(StringComparer.Ordinal), WeightTensors.Names(model.Graph).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Matrices_lie_between_what_layers_read_and_what_they_write()
    {
        // Convolutions of one group and of two, as many outputs for each channel as there are, back to more positions, and factors of a kernel stored with axes of one before.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 4, 6, 6)
            .RandomWeight("conv", 8, 4, 3, 3).Node("Conv", ["x", "conv"], ["a"])
            .RandomWeight("grouped", 6, 4, 3, 1).Node("Conv", ["a", "grouped"], ["b"], NodeBuilder.Int("group", 2))
            .RandomWeight("depthwise", 12, 1, 3, 3).Node("Conv", ["b", "depthwise"], ["c"], NodeBuilder.Int("group", 6))
            .RandomWeight("transposed", 12, 3, 2, 2).Node("ConvTranspose", ["c", "transposed"], ["d"], NodeBuilder.Int("group", 4))
            .RandomWeight("core1", 1, 5, 3, 4).Int64s("row", 5, 12).Node("Reshape", ["core1", "row"], ["left"])
            .RandomWeight("core2", 12, 12).Node("MatMul", ["left", "core2"], ["made"]).Int64s("four", 5, 12, 1, 1).Node("Reshape", ["made", "four"], ["kernel"])
            .Node("Conv", ["d", "kernel"], ["e"]).Node("GlobalAveragePool", ["e"], ["f"]).Node("Flatten", ["f"], ["g"])
            .RandomWeight("plain", 5, 7).Node("Gemm", ["g", "plain"], ["h"]).RandomWeight("turned", 9, 7).Node("Gemm", ["h", "turned"], ["i"], NodeBuilder.Int("transB", 1))
            .RandomWeight("product", 9, 3).Node("MatMul", ["i", "product"], ["scores"]).Output("scores", "scores").Build();
        Dictionary<string, WeightMatrix?> matrices = WeightTensors.Find(model.Graph, ["scores"]).ToDictionary(weight => weight.Tensor.Name, weight => weight.Matrix);
        Assert.Equal(
            new Dictionary<string, WeightMatrix?>
            {
                ["conv"] = new(1, 8, 36, RowsAreOutputs: true),
                ["grouped"] = new(2, 3, 12, RowsAreOutputs: true),
                ["depthwise"] = new(6, 2, 9, RowsAreOutputs: true),
                ["transposed"] = new(4, 3, 12, RowsAreOutputs: false),
                ["core1"] = new(1, 5, 12, RowsAreOutputs: true),
                ["core2"] = new(1, 12, 12, RowsAreOutputs: true),
                ["plain"] = new(1, 5, 7, RowsAreOutputs: false),
                ["turned"] = new(1, 9, 7, RowsAreOutputs: true),
                ["product"] = new(1, 9, 3, RowsAreOutputs: false),
            },
            matrices);
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
