using RsdtrEdge.Benchmarks.Tests.TrainingSpeed;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using TorchSharp;

namespace RsdtrEdge.Benchmarks.Tests.Oracles;

/// <summary>What PyTorch's side makes of single operators is what ONNX Runtime makes of them.</summary>
[Collection(TorchGroup.Name)]
public sealed class TorchOperatorsTests
{
    private const int Images = 2;

    private static readonly long[] s_image = [3, 6, 5];

    private static readonly Dictionary<string, Func<GraphBuilder, GraphBuilder>> s_cases = new()
    {
        ["pooling of averages"] = network => network.Node("AveragePool", null, null, NodeBuilder.Ints("kernel_shape", 3, 2), NodeBuilder.Ints("strides", 2, 1)),
        ["pooling without strides"] = network => network.Node("MaxPool", null, null, NodeBuilder.Ints("kernel_shape", 3, 2)),
        ["stored normalization"] = network => network.BatchNormalization(0.1f),
        ["a matrix with factors"] = network => network.GlobalAveragePool().Flatten().RandomWeight("w", 3, 4).RandomWeight("b", 4)
            .Node("Gemm", ["flatten1", "w", "b"], null, NodeBuilder.Float("alpha", 0.5f), NodeBuilder.Float("beta", 3)),
        ["a matrix with a factor and no bias"] = network => network.GlobalAveragePool().Flatten().RandomWeight("w", 4, 3)
            .Node("Gemm", ["flatten1", "w"], null, NodeBuilder.Float("alpha", 2), NodeBuilder.Int("transB", 1)),
        ["axes in another order"] = network => network.Node("Transpose", null, null, NodeBuilder.Ints("perm", 0, 2, 3, 1)),
        ["axes turned round"] = network => network.Node("Transpose"),
        ["a part of two axes"] = network => network.Int64s("s", 1, -4).Int64s("e", 100, -1).Int64s("a", 1, -2).Int64s("t", 1, 2).Node("Slice", ["x", "s", "e", "a", "t"]),
        ["an axis backwards"] = network => network.Int64s("s", 100).Int64s("e", -100).Int64s("a", 3).Int64s("t", -2).Node("Slice", ["x", "s", "e", "a", "t"]),
        ["a part of an axis backwards"] = network => network.Int64s("s", -2).Int64s("e", 1).Int64s("a", 2).Int64s("t", -1).Node("Slice", ["x", "s", "e", "a", "t"]),
        ["zeros around"] = network => network.Int64s("p", 0, 2, 1, 0, 0, 1, 0, 3).Node("Pad", ["x", "p"]),
        ["zeros given around"] = network => network.Int64s("p", 0, 2, 1, 0, 0, 1, 0, 3).Weight("zero", [], 0).Node("Pad", ["x", "p", "zero"]),
        ["repeats"] = network => network.Int64s("r", 1, 2, 1, 3).Node("Tile", ["x", "r"]),
        ["joined"] = network => network.Node("Relu").Node("Concat", ["x", "relu1"], null, NodeBuilder.Int("axis", -1)),
        ["sizes that stay"] = network => network.Int64s("n", 0, -1, 5).Node("Reshape", ["x", "n"]),
        ["flattened behind two axes"] = network => network.Flatten(2),
        ["flattened before the last axis"] = network => network.Flatten(-1),
        ["numbers of a size"] = network => network.Int64s("n", 6, 5).Node("ConstantOfShape", ["n"], null, NodeBuilder.Tensor("value", TensorBuilder.Floats("value", [1], [0.5f]))).Node("Mul", ["x", "constantofshape1"]),
        ["the same"] = network => network.Node("Identity").Node("Mul", ["identity1", "x"]),
        ["padding that is not the same at both ends"] = network => network.Conv(6, 3, 2, stride: 2, fourPads: [2, 1, 0, 3], group: 3),
        ["dilation"] = network => network.Conv(4, 2, dilation: 2, pads: 1, bias: false),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void An_operator_gives_what_it_gives_in_ONNX_Runtime(string name)
    {
        OnnxModel network = s_cases[name](new GraphBuilder().Input("x", Images, s_image[0], s_image[1], s_image[2])).Output("y").Build();
        float[] expected = ModelRunner.Run(network, seed: 1, [Images, .. s_image])["y"];
        using DisposeScope scope = torch.NewDisposeScope();
        using TorchNetwork torched = new(network, Images);
        torch.Tensor images = torched.ToImages(ModelRunner.Noise(1, (int)s_image.Aggregate((long)Images, (product, size) => product * size)));
        float[] found = torched.Run(images, torched.Output)[0].contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, found.Length);

        // Sums of a dozen products of numbers below one.
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
