using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Shapes;

/// <summary>One operator at a time; each expectation is worked out by hand from the operator's definition.</summary>
public sealed class ShapeRuleTests
{
    [Theory]
    // floor((7 + 1 + 2 - 3) / 2) + 1 = 4 and floor((9 + 0 + 1 - 3) / 2) + 1 = 4.
    [InlineData(new long[] { 1, 0, 2, 1 }, 3, 2, 1, null, "[1, 4, 4, 4]")]
    // Extent (3 - 1) * 3 + 1 = 7: floor((7 - 7) / 1) + 1 = 1 and 9 - 7 + 1 = 3.
    [InlineData(new long[] { 0, 0, 0, 0 }, 3, 1, 3, null, "[1, 4, 1, 3]")]
    [InlineData(null, 4, 2, 1, "SAME_UPPER", "[1, 4, 4, 5]")]
    [InlineData(null, 2, 3, 1, "SAME_LOWER", "[1, 4, 3, 3]")]
    [InlineData(null, 2, 3, 1, "VALID", "[1, 4, 2, 3]")]
    public void Conv(long[]? pads, long kernel, long stride, long dilation, string? autoPad, string expected) =>
        Assert.Equal(expected, Shape(Input(1, 2, 7, 9).Conv(4, kernel, stride: stride, dilation: dilation, fourPads: pads, autoPad: autoPad)));

    [Fact]
    public void Conv_over_one_and_three_axes()
    {
        Assert.Equal("[2, 5, 6]", Shape(Input(2, 3, 8).RandomWeight("w", 5, 3, 3).Node("Conv", ["x", "w"])));
        Assert.Equal("[1, 2, 3, 2, 1]", Shape(Input(1, 1, 4, 3, 2).RandomWeight("w", 2, 1, 2, 2, 2).Node("Conv", ["x", "w"])));
    }

    [Fact]
    public void Conv_keeps_a_named_size_that_it_does_not_change()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", "batch", 2, "height", 9).Conv(4, 3, pads: 1).Conv(4, 3, stride: 2, pads: 1);
        ShapeTable shapes = ShapeInference.Infer(builder.Output("y").Build());
        Assert.Equal("[batch, 4, height, 9]", shapes["conv1"]!.ToString());
        Assert.Equal("[batch, 4, ?, 5]", shapes["y"]!.ToString());
    }

    [Fact]
    public void Conv_takes_a_weight_that_nodes_compute_over_initializers()
    {
        // A tied kernel [2, 3, 1, 3] stored once, repeated for two groups: [4, 3, 1, 3].
        GraphBuilder builder = Input(1, 6, 5, 7).RandomWeight("core", 3, 2, 3).Int64s("shape", 2, 3, 1, 3)
            .Node("Transpose", ["core"], ["t"], Ints("perm", 1, 0, 2)).Node("Reshape", ["t", "shape"], ["k"])
            .Node("Concat", ["k", "k"], ["w"], Int("axis", 0)).Node("Conv", ["x", "w"], null, Int("group", 2));
        Assert.Equal("[1, 4, 5, 5]", Shape(builder));
    }

    [Theory]
    // 3 * (4 - 1) + 5 - 1 - 2 + 1 = 12.
    [InlineData(new long[] { 1, 2 }, 5, 3, 1, 1, null, "[1, 4, 12]")]
    // Dilated: extent 2 * 2 + 1 = 5, the same.
    [InlineData(new long[] { 1, 2 }, 3, 3, 2, 1, null, "[1, 4, 12]")]
    [InlineData(null, 4, 3, 1, 0, "SAME_UPPER", "[1, 4, 12]")]
    [InlineData(null, 4, 3, 1, 0, "VALID", "[1, 4, 13]")]
    public void ConvTranspose(long[]? pads, long kernel, long stride, long dilation, long outputPadding, string? autoPad, string expected)
    {
        GraphBuilder builder = Input(1, 2, 4).RandomWeight("w", 2, 2, kernel);
        builder.Node(
            "ConvTranspose", ["x", "w"], null, Ints("strides", stride), Ints("dilations", dilation), Ints("output_padding", outputPadding), Int("group", 2),
            pads is null ? String("auto_pad", autoPad!) : Ints("pads", pads));
        Assert.Equal(expected, Shape(builder));
    }

    [Fact]
    public void ConvTranspose_with_a_given_output_shape() =>
        Assert.Equal("[1, 3, 9]", Shape(Input(1, 2, 4).RandomWeight("w", 2, 3, 3).Node("ConvTranspose", ["x", "w"], null, Ints("strides", 2), Ints("output_shape", 9))));

    [Theory]
    // floor((8 - 3) / 2) + 1 = 3; ceiling: 4, the last window begins at 6 < 8.
    [InlineData(8, 3, 2, 0, 0, false, 3)]
    [InlineData(8, 3, 2, 0, 0, true, 4)]
    // ceil((5 + 1 + 1 - 2) / 3) + 1 = 3 windows, but the third would begin at 6 = 5 + 1, in the padding after the input: 2.
    [InlineData(5, 2, 3, 1, 1, true, 2)]
    public void MaxPool(long input, long kernel, long stride, long begin, long end, bool ceiling, long expected)
    {
        GraphBuilder builder = Input(1, 2, input).Node(
            "MaxPool", null, ["y", "indices"], Ints("kernel_shape", kernel), Ints("strides", stride), Ints("pads", begin, end), Int("ceil_mode", ceiling ? 1 : 0));
        ShapeTable shapes = ShapeInference.Infer(builder.Output("y").Build());
        Assert.Equal(TensorShape.Of(1, 2, expected), shapes["y"]);
        Assert.Equal(TensorShape.Of(1, 2, expected), shapes["indices"]);
        Assert.Equal((int)TensorProto.Types.DataType.Int64, shapes.Facts("indices").ElementType);
    }

    [Fact]
    public void Pooling_with_automatic_padding_and_over_whole_planes()
    {
        Assert.Equal("[1, 2, 3, 5]", Shape(Input(1, 2, 5, 9).Node("AveragePool", null, null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), String("auto_pad", "SAME_LOWER"))));
        Assert.Equal("[1, 2, 1, 1]", Shape(Input(1, 2, 5, 9).GlobalAveragePool()));
    }

    [Theory]
    [InlineData(new long[] { 3, 1, 5 }, new long[] { 4, 1 }, "[3, 4, 5]")]
    [InlineData(new long[] { 3, 1, 5 }, new long[] { }, "[3, 1, 5]")]
    [InlineData(new long[] { 5 }, new long[] { 2, 1, 1 }, "[2, 1, 5]")]
    public void Broadcasting(long[] left, long[] right, string expected) =>
        Assert.Equal(expected, Shape(Input(left).RandomWeight("w", right).Node("Add", ["x", "w"])));

    [Fact]
    public void Before_operator_set_7_the_second_operand_is_fitted_to_the_first() =>
        Assert.Equal("[1, 4, 5, 5]", Shape(new GraphBuilder(opset: 6).Input("x", 1, 4, 5, 5).RandomWeight("w", 4).Node("Add", ["x", "w"], null, Int("broadcast", 1), Int("axis", 1))));

    [Fact]
    public void Gemm_and_MatMul()
    {
        Assert.Equal("[3, 4]", Shape(Input(5, 3).RandomWeight("w", 4, 5).Node("Gemm", ["x", "w"], null, Int("transA", 1), Int("transB", 1))));
        Assert.Equal("[5, 2, 3, 2]", Shape(Input(2, 3, 4).RandomWeight("w", 5, 1, 4, 2).Node("MatMul", ["x", "w"])));
        Assert.Equal("[3]", Shape(Input(3, 4).RandomWeight("w", 4).Node("MatMul", ["x", "w"])));
        Assert.Equal("[]", Shape(Input(4).RandomWeight("w", 4).Node("MatMul", ["x", "w"])));
    }

    [Theory]
    [InlineData("atb,bcd->atcd", "[2, 3, 5, 6]")]
    [InlineData(" a t b , b c d -> t a ", "[3, 2]")]
    [InlineData("atb,bcd", "[2, 5, 6, 3]")] // implicit output: a, c, d, t in alphabetical order
    [InlineData("atb,bcd->", "[]")]
    public void Einsum(string equation, string expected) =>
        Assert.Equal(expected, Shape(Input(2, 3, 4).RandomWeight("w", 4, 5, 6).Node("Einsum", ["x", "w"], null, String("equation", equation))));

    [Fact]
    public void Einsum_with_an_ellipsis() =>
        Assert.Equal("[7, 3, 2]", Shape(Input(7, 3, 4).RandomWeight("w", 1, 4, 2).Node("Einsum", ["x", "w"], null, String("equation", "...ij,...jk->...ik"))));

    [Theory]
    [InlineData(new long[] { 0, -1 }, "[2, 60]")]
    [InlineData(new long[] { 5, 0, -1, 1 }, "[5, 3, 8, 1]")]
    [InlineData(new long[] { -1 }, "[120]")]
    public void Reshape(long[] target, string expected) => Assert.Equal(expected, Shape(Input(2, 3, 4, 5).Reshape(target)));

    [Fact]
    public void Reshape_cancels_a_named_size_and_may_mean_zero()
    {
        Assert.Equal("[batch, 12]", Shape(new GraphBuilder().Input("x", "batch", 3, 4).Reshape(-1, 12)));
        Assert.Equal("[batch, 4, 3]", Shape(new GraphBuilder().Input("x", "batch", 3, 4).Reshape(0, 4, -1)));
        Assert.Equal("[?, 6]", Shape(new GraphBuilder().Input("x", "batch", 3, 4).Reshape(-1, 6)));
        GraphBuilder empty = new GraphBuilder(opset: 14).Weight("e", [0, 3]).Int64s("s", 3, 0).Node("Reshape", ["e", "s"], null, Int("allowzero", 1));
        Assert.Equal("[3, 0]", Shape(empty));
    }

    [Fact]
    public void Operators_that_only_change_the_view()
    {
        Assert.Equal("[6, 20]", Shape(Input(2, 3, 4, 5).Flatten(2)));
        Assert.Equal("[1, 120]", Shape(Input(2, 3, 4, 5).Flatten(0)));
        Assert.Equal("[24, 5]", Shape(Input(2, 3, 4, 5).Flatten(-1)));
        Assert.Equal("[3, 1]", Shape(Input(1, 3, 1).Int64s("a", 0).Node("Squeeze", ["x", "a"])));
        Assert.Equal("[3]", Shape(Input(1, 3, 1).Node("Squeeze")));
        Assert.Equal("[1, 3]", Shape(new GraphBuilder(opset: 11).Input("x", 1, 3, 1).Node("Squeeze", null, null, Ints("axes", -1))));
        Assert.Equal("[1, 2, 3, 1]", Shape(Input(2, 3).Int64s("a", -1, 0).Node("Unsqueeze", ["x", "a"])));
        Assert.Equal("[4, 2, 3]", Shape(Input(2, 3, 4).Node("Transpose", null, null, Ints("perm", 2, 0, 1))));
        Assert.Equal("[4, 3, 2]", Shape(Input(2, 3, 4).Node("Transpose")));
        Assert.Equal("[1, 3, 6, 8]", Shape(Input(1, 12, 3, 4).Node("DepthToSpace", null, null, Int("blocksize", 2))));
        Assert.Equal("[1, 27, 2, 1]", Shape(Input(1, 3, 6, 3).Node("SpaceToDepth", null, null, Int("blocksize", 3))));
    }

    [Theory]
    [InlineData(1, 8, 3, 3)] // 1, 4, 7
    [InlineData(-3, long.MaxValue, 1, 3)] // 7, 8, 9
    [InlineData(9, long.MinValue, -4, 3)] // 9, 5, 1
    [InlineData(5, 2, 1, 0)]
    [InlineData(-100, 100, 7, 2)] // 0, 7
    public void Slice(long start, long end, long step, long expected) => Assert.Equal(
        TensorShape.Of(2, expected).ToString(),
        Shape(Input(2, 10).Int64s("s", start).Int64s("e", end).Int64s("a", -1).Int64s("t", step).Node("Slice", ["x", "s", "e", "a", "t"])));

    [Fact]
    public void Slice_by_attributes() =>
        Assert.Equal("[1, 8]", Shape(new GraphBuilder(opset: 9).Input("x", 2, 10).Node("Slice", null, null, Ints("starts", 1, 1), Ints("ends", 9, -1))));

    [Fact]
    public void Pad_by_attribute_by_input_and_along_named_axes()
    {
        Assert.Equal("[2, 9]", Shape(new GraphBuilder(opset: 9).Input("x", 2, 5).Node("Pad", null, null, Ints("pads", 0, 1, 0, 3))));
        Assert.Equal("[1, 9]", Shape(Input(2, 5).Int64s("p", -1, 1, 0, 3).Node("Pad", ["x", "p"])));
        Assert.Equal("[2, 8]", Shape(new GraphBuilder(opset: 18).Input("x", 2, 5).Int64s("p", 1, 2).Int64s("a", -1).Node("Pad", ["x", "p", "", "a"])));
        Assert.Equal("[?, ?]", Shape(new GraphBuilder().Input("x", 2, 5).Input("p", 4).Node("Pad", ["x", "p"])));
    }

    [Fact]
    public void Resizing()
    {
        // floor(5 * 1.5) = 7 and floor(7 * 0.5) = 3.
        Assert.Equal("[1, 2, 7, 3]", Shape(Input(1, 2, 5, 7).Weight("s", [4], 1, 1, 1.5f, 0.5f).Node("Resize", ["x", "", "s"])));
        Assert.Equal("[1, 2, 9, 4]", Shape(Input(1, 2, 5, 7).Int64s("s", 1, 2, 9, 4).Node("Resize", ["x", "", "", "s"])));
        Assert.Equal("[1, 2, 10, 21]", Shape(new GraphBuilder(opset: 10).Input("x", 1, 2, 5, 7).Weight("s", [4], 1, 1, 2, 3).Node("Resize", ["x", "s"])));
        Assert.Equal("[1, 2, 10, 21]", Shape(new GraphBuilder(opset: 7).Input("x", 1, 2, 5, 7).Node("Upsample", null, null, Floats("scales", 1, 1, 2, 3))));
        // Not larger than 20 x 20 at one scale: min(20 / 5, 20 / 10) = 2.
        Assert.Equal("[1, 2, 10, 20]", Shape(new GraphBuilder(opset: 18).Input("x", 1, 2, 5, 10).Int64s("s", 20, 20)
            .Node("Resize", ["x", "", "", "s"], null, Ints("axes", 2, 3), String("keep_aspect_ratio_policy", "not_larger"))));
    }

    [Fact]
    public void Joining_and_splitting()
    {
        Assert.Equal("[2, 8]", Shape(Input(2, 3).RandomWeight("w", 2, 5).Node("Concat", ["x", "w"], null, Int("axis", -1))));
        ShapeTable given = ShapeInference.Infer(Input(7, 2).Int64s("s", 1, 6).Node("Split", ["x", "s"], ["a", "b"]).Output("a").Output("b").Build());
        Assert.Equal(["[1, 2]", "[6, 2]"], new[] { given["a"]!.ToString(), given["b"]!.ToString() });
        ShapeTable uneven = ShapeInference.Infer(new GraphBuilder(opset: 18).Input("x", 7, 2)
            .Node("Split", ["x"], ["a", "b", "c"], Int("num_outputs", 3)).Output("a").Output("b").Output("c").Build());
        Assert.Equal(["[3, 2]", "[3, 2]", "[1, 2]"], new[] { "a", "b", "c" }.Select(name => uneven[name]!.ToString()));
    }

    [Fact]
    public void Reductions_and_picks()
    {
        Assert.Equal("[2, 1, 4, 1]", Shape(Input(2, 3, 4, 5).Node("ReduceMean", null, null, Ints("axes", 1, -1))));
        Assert.Equal("[2, 4]", Shape(Input(2, 3, 4).Int64s("a", 1).Node("ReduceSum", ["x", "a"], null, Int("keepdims", 0))));
        Assert.Equal("[1, 1]", Shape(Input(2, 3).Node("ReduceMax")));
        Assert.Equal("[2, 3]", Shape(Input(2, 3).Int64s("a").Node("ReduceSum", ["x", "a"], null, Int("noop_with_empty_axes", 1))));
        Assert.Equal("[2, 1]", Shape(Input(2, 3).Node("ArgMax", null, null, Int("axis", 1))));
        Assert.Equal("[2, 4]", Shape(Input(2, 9).Int64s("k", 4).Node("TopK", ["x", "k"], ["v", "i"])));
        Assert.Equal("[2, 3, 5]", Shape(Input(2, 7, 5).Int64s("i", 0, 6, -1).Node("Gather", ["x", "i"], null, Int("axis", 1))));
        Assert.Equal("[2, 4, 15]", Shape(Input(2, 1, 5).Int64s("s", 2, 4, 5).Node("Expand", ["x", "s"]).Int64s("r", 1, 1, 3).Node("Tile", ["expand1", "r"])));
        Assert.Equal("[?, 3]", Shape(Input(1, 9, 4).RandomWeight("s", 1, 2, 9).Node("NonMaxSuppression", ["x", "s"])));
    }

    [Fact]
    public void Normalizations_and_activations_keep_the_shape()
    {
        foreach (string opType in new[] { "Relu", "HardSwish", "HardSigmoid", "Clip", "Softmax", "LogSoftmax", "LRN", "InstanceNormalization", "Dropout", "Identity" })
        {
            Assert.Equal("[1, 4, 3, 3]", Shape(Input(1, 4, 3, 3).Node(opType)));
        }

        Assert.Equal("[1, 4, 3, 3]", Shape(Input(1, 4, 3, 3).BatchNormalization()));
        Assert.Equal("[1, 4, 3, 3]", Shape(Input(1, 4, 3, 3).RandomWeight("slope", 4, 1, 1).Node("PRelu", ["x", "slope"])));
    }

    [Fact]
    public void Nodes_that_contradict_their_definition_are_told()
    {
        Malformed(Input(1, 3, 5, 5).Conv(4, 3, inChannels: 2), "3 channels", "2");
        Malformed(Input(1, 3, 5, 5).Conv(4, 7), "extent 7", "size 5");
        Malformed(Input(1, 4, 5, 5).Conv(3, 3, group: 2), "2 groups");
        Malformed(Input(1, 3, 5).RandomWeight("w", 4, 3, 3, 3).Node("Conv", ["x", "w"]), "[1, 3, 5]");
        Malformed(Input(2, 3).RandomWeight("w", 2, 4).Node("Add", ["x", "w"]), "[2, 3]", "[2, 4]");
        Malformed(Input(2, 3).RandomWeight("w", 4, 5).Node("MatMul", ["x", "w"]), "3", "4");
        Malformed(Input(2, 3).Reshape(-1, 4), "6", "4");
        Malformed(Input(2, 3).Reshape(7), "6", "7");
        Malformed(Input(2, 3).Reshape(-1, -1), "two inferred");
        Malformed(Input(2, 3).RandomWeight("w", 3, 3).Node("Concat", ["x", "w"], null, Int("axis", 1)), "axis 0");
        Malformed(Input(2, 3).Node("Transpose", null, null, Ints("perm", 0, 0)), "[0, 0]");
        Malformed(Input(2, 3).Node("Softmax").Node("ReduceMean", null, null, Ints("axes", 2)), "axis 2");
        Malformed(Input(2, 3).Node("Einsum", null, null, String("equation", "ij->k")), "ij->k");
        Malformed(Input(1, 2, 4).Int64s("s", 1L << 40, 1L << 40, 1).Node("Tile", ["x", "s"]).Int64s("r", 1L << 40, 1, 1).Node("Tile", ["tile1", "r"]).Flatten(0), "2^63");
    }

    [Fact]
    public void Operators_that_are_not_known_have_unknown_shapes()
    {
        GraphBuilder builder = Input(2, 3).Node("Mystery");
        builder.Graph.Node[0].Domain = "com.example";
        ShapeTable shapes = ShapeInference.Infer(builder.Node("Relu").Output("y").Build());
        Assert.Null(shapes["mystery1"]);
        Assert.Null(shapes["y"]);
    }

    private static GraphBuilder Input(params long[] dims) => new GraphBuilder().Input("x", [.. dims.Cast<object>()]);

    private static string Shape(GraphBuilder builder) => ShapeInference.Infer(builder.Build())[builder.Last]?.ToString() ?? "unknown";

    private static void Malformed(GraphBuilder builder, params string[] fragments) =>
        Expect.Error(ModelDiagnostics.MalformedNode, () => ShapeInference.Infer(builder.Build()), fragments);
}
