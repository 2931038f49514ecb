using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Calibration.Stepping;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Whole networks, held to central differences.</summary>
public sealed class NetworkGradientTests
{
    public static TheoryData<string, int, int, int, int> Real => new()
    {
        { "cifar10-resnet20", 2, 3, 32, 32 }, { "cifar10-resnet20-bn", 2, 3, 32, 32 }, { "ultraface-rfb-320", 1, 3, 240, 320 }, { "fastestdet", 1, 3, 352, 352 },
        { "super-resolution-espcn", 1, 1, 224, 224 },
    };

    // Each step goes past some of the kinks of a million rectified numbers: hence the larger tolerance. The next test has none.
    [SharedTheory]
    [MemberData(nameof(Real))]
    public void A_real_network_has_its_gradients(string name, int batch, int channels, int height, int width) =>
        AssertGradients(SteppedModels.Get(name), 3e-3, 3e-2, batch, channels, height, width);

    [SharedTheory]
    [MemberData(nameof(Real))]
    public void A_real_network_without_kinks_has_its_gradients(string name, int batch, int channels, int height, int width) =>
        AssertGradients(WithoutKinks(SteppedModels.Get(name)), 1e-2, 1e-3, batch, channels, height, width);

    // The output is steeply curved in some kernels, so that steps are short and rounding counts: with steps of 3e-3, 1e-3 and 3e-4 the largest differences,
    // as parts of the gradient, were 1.6e-2, 7.3e-3 and 2.9e-3.
    [SharedTheory]
    [MemberData(nameof(Real))]
    public void A_real_network_without_kinks_has_the_gradients_of_its_stored_numbers(string name, int batch, int channels, int height, int width)
    {
        OnnxModel model = WithoutKinks(SteppedModels.Get(name));
        string[] stored = [.. model.Graph.Nodes.Where(node => node.OpType is "Conv" or "Gemm" or "BatchNormalization").SelectMany(node => node.Input.Skip(1).Take(2)).Distinct()];
        string[] values = [.. stored.Where((_, index) => index % Math.Max(1, stored.Length / 4) == 0)];
        float[] image = ModelRunner.Noise(3, batch * channels * height * width);
        GradientAssert.Differences(model, new() { [model.Graph.Inputs[0].Name] = (image, [batch, channels, height, width]) }, 3e-4, 5e-3, values);
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("normalized")]
    [InlineData("shared weight")]
    [InlineData("branches")]
    public void A_small_network_has_its_gradients(string name)
    {
        OnnxModel model = WithoutKinks(SteppedModels.Get(name));
        long[] sizes = [.. model.Graph.Inputs[0].Type.TensorType.Shape.Dim.Select(dimension => dimension.HasDimValue ? dimension.DimValue : 2)];
        AssertGradients(model, 2e-3, 1e-3, sizes);
    }

    [Theory]
    [InlineData("batch")]
    [InlineData(3)]
    public void Values_in_every_kind_of_branch_have_their_gradients(object batch)
    {
        // A block with steps of 2 whose shortcut leaves out every second position and adds channels of zeros, then three branches that are joined.
        OnnxModel model = new GraphBuilder(seed: 8)
            .Input("x", batch, 3, 9, 8).Int64s("zeros", 0, 0).Int64s("far", int.MaxValue, int.MaxValue).Int64s("plane", 2, 3).Int64s("two", 2, 2)
            .Int64s("pads", 0, 1, 0, 0, 0, 1, 0, 0).Int64s("halves", 3, 3)
            .Conv(4, 3, pads: 1, name: "a").Node("Tanh", null, ["rest"])
            .Conv(6, 3, stride: 2, pads: 1, input: "rest", inChannels: 4, name: "b").Node("Sigmoid").Conv(6, 3, pads: 1, inChannels: 6, name: "c")
            .Node("Slice", ["rest", "zeros", "far", "plane", "two"], ["thinned"]).Node("Pad", ["thinned", "pads"], ["shortcut"])
            .Node("Add", ["c", "shortcut"], ["sum"]).Node("Tanh", ["sum"], ["block"])
            .Node("Split", ["block", "halves"], ["front", "back"], NodeBuilder.Int("axis", 1))
            .Conv(4, 3, pads: 2, input: "front", inChannels: 3, name: "d")
            .Node("AveragePool", ["d"], ["pooled"], NodeBuilder.Ints("kernel_shape", 3, 3))
            .Node("HardSwish", ["back"], ["swished"]).Conv(4, 1, input: "swished", inChannels: 3, name: "e")
            .Node("Concat", ["pooled", "e", "back"], ["joined"], NodeBuilder.Int("axis", 1))
            .From("joined").GlobalAveragePool().Flatten().Gemm(11, 5).Output("scores").Output("map", "d").Build();
        model.Proto.OpsetImport[0].Version = 14;
        GradientAssert.Differences(
            model, new() { ["x"] = (ModelRunner.Noise(6, 3 * 3 * 9 * 8), [3, 3, 9, 8]) }, 1e-2, 1e-3, "x", "a", "b", "c", "map", "e", "sum", "back", "scores");
    }

    private static OnnxModel WithoutKinks(OnnxModel model)
    {
        foreach (NodeProto node in model.Proto.Graph.Node.Where(node => node.OpType == "Relu"))
        {
            node.OpType = "Tanh";
        }

        model.Graph.Changed();
        return model;
    }

    private static void AssertGradients(OnnxModel model, double step, double tolerance, params long[] sizes)
    {
        string[] layers = [.. model.Graph.Nodes.Where(node => node.OpType is "Conv" or "Gemm").Select(node => node.Output[0])];
        string[] values = [.. layers.Where((_, index) => index % Math.Max(1, layers.Length / 8) == 0 || index == layers.Length - 1)];
        float[] image = ModelRunner.Noise(3, (int)sizes.Aggregate(1L, (product, size) => product * size));
        GradientAssert.Differences(model, new() { [model.Graph.Inputs[0].Name] = (image, sizes) }, step, tolerance, values);
    }
}
