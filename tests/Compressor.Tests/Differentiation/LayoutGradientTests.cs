using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Linear operators that move, join, cut and sum elements, in the forms of old and new operator sets.</summary>
public sealed class LayoutGradientTests
{
    [Theory]
    // Starts, ends, axes, steps.
    [InlineData("1", "3", "1", "1")]
    [InlineData("0", "9223372036854775807", "2", "2")]
    [InlineData("1", "9223372036854775807", "2", "2")]
    [InlineData("0,0", "7,8", "2,3", "2,2")]
    [InlineData("1,2", "7,8", "2,3", "3,2")]
    [InlineData("-1", "-9223372036854775807", "3", "-1")]
    [InlineData("-2", "0", "3", "-2")]
    [InlineData("-3", "-1", "-1", "1")]
    [InlineData("2", "2147483647", "2", "1")]
    public void A_slice_has_its_adjoint(string starts, string ends, string axes, string steps)
    {
        OnnxModel model = new GraphBuilder()
            .Input("x", "batch", 4, 7, 8).Int64s("starts", Numbers(starts)).Int64s("ends", Numbers(ends)).Int64s("axes", Numbers(axes)).Int64s("steps", Numbers(steps))
            .Node("Slice", ["x", "starts", "ends", "axes", "steps"]).Output("y").Build();
        GradientAssert.Adjoint(model, 2, 4, 7, 8);
    }

    [Fact]
    public void A_slice_of_an_old_operator_set_has_its_adjoint() => GradientAssert.Adjoint(
        new GraphBuilder(opset: 9).Input("x", "batch", 4, 7, 8)
            .Node("Slice", null, null, NodeBuilder.Ints("starts", 1, 2), NodeBuilder.Ints("ends", 3, -1), NodeBuilder.Ints("axes", 1, 3)).Output("y").Build(),
        2, 4, 7, 8);

    [Theory]
    [InlineData(9, "0,2,1,0,0,1,0,3")]
    [InlineData(13, "0,2,1,0,0,1,0,3")]
    [InlineData(13, "0,0,-1,2,0,0,-2,-1")]
    [InlineData(13, "0,-1,0,0,0,3,-1,0")]
    [InlineData(18, "0,8,0,0,0,8,0,0")]
    public void Padding_has_its_adjoint(int opset, string pads)
    {
        GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", 4, 6, 5).Weight("fill", [], 0.5f).Int64s("pads", Numbers(pads));
        builder = opset < 11
            ? builder.Node("Pad", ["x"], null, NodeBuilder.Ints("pads", Numbers(pads)), NodeBuilder.Float("value", 0.5f))
            : builder.Node("Pad", ["x", "pads", "fill"]);
        GradientAssert.Adjoint(builder.Output("y").Build(), 2, 4, 6, 5);
    }

    [Fact]
    public void Padding_of_some_axes_has_its_adjoint() => GradientAssert.Adjoint(
        new GraphBuilder(opset: 18).Input("x", "batch", 4, 6, 5).Int64s("pads", 1, -1, 2, 3).Int64s("axes", 1, -1)
            .Node("Pad", ["x", "pads", "", "axes"]).Output("y").Build(),
        2, 4, 6, 5);

    [Theory]
    [InlineData("reflect")]
    [InlineData("edge")]
    public void Padding_with_what_is_there_blocks(string mode)
    {
        using Differentiated network = new(
            new GraphBuilder().Input("x", "batch", 4, 6, 5).Int64s("pads", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", ["x", "pads"], null, NodeBuilder.String("mode", mode)).Output("y").Build(), "x");
        Assert.Empty(network.Graph.GradientOf);
        Assert.Equal($"Pad 'pad1' pads by '{mode}'", network.Graph.Unreached["x"].ToString());
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void Changes_of_shape_have_their_adjoints(int opset) => GradientAssert.Adjoint(
        WithAxes(WithAxes(new GraphBuilder(opset).Input("x", "batch", 4, 6, 5).Reshape(0, 2, 2, 30), opset, "Unsqueeze", 1, 5), opset, "Squeeze", 1)
            .Node("Transpose", null, null, NodeBuilder.Ints("perm", 0, 2, 1, 4, 3)).Flatten(2).Node("Identity").Node("Dropout").Node("Transpose").Output("y").Build(),
        3, 4, 6, 5);

    [Theory]
    [InlineData(9, "2,3", true)]
    [InlineData(9, "1", false)]
    [InlineData(13, "2,3", true)]
    [InlineData(13, "-1,1", false)]
    [InlineData(18, "2,3", false)]
    public void Sums_and_means_have_their_adjoints(int opset, string axes, bool keepsAxes)
    {
        foreach ((string opType, int since) in ((string, int)[])[("ReduceSum", 13), ("ReduceMean", 18)])
        {
            AttributeProto keep = NodeBuilder.Int("keepdims", keepsAxes ? 1 : 0);
            GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", 4, 6, 5).Int64s("axes", Numbers(axes));
            builder = opset >= since ? builder.Node(opType, ["x", "axes"], null, keep) : builder.Node(opType, ["x"], null, NodeBuilder.Ints("axes", Numbers(axes)), keep);
            GradientAssert.Adjoint(builder.Output("y").Build(), 2, 4, 6, 5);
        }
    }

    [Fact]
    public void A_sum_of_all_elements_has_its_adjoint() => GradientAssert.Adjoint(
        new GraphBuilder().Input("x", "batch", 4, 5).Node("ReduceSum", ["x"], null, NodeBuilder.Int("keepdims", 0)).Output("y").Build(), 2, 4, 5);

    [Fact]
    public void Joined_pieces_have_their_adjoints() => Assert.All((int[])[7, 13], opset => GradientAssert.Adjoint(
        new GraphBuilder(opset).Input("x", "batch", 4, 6, 5).RandomWeight("k", 2, 3, 6, 5)
            .Conv(3, 1, name: "a").Node("Concat", ["a", "k", "x", "a"], ["y"], NodeBuilder.Int("axis", 1)).Output("y").Build(),
        2, 4, 6, 5));

    [Fact]
    public void Split_pieces_have_their_adjoints() => Assert.All((int[])[8, 9, 13, 18], opset =>
    {
        // The second of three pieces leads nowhere.
        GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", 6, 5).Int64s("sizes", 1, 3, 2);
        AttributeProto axis = NodeBuilder.Int("axis", 1);
        builder = opset >= 13
            ? builder.Node("Split", ["x", "sizes"], ["a", "b", "c"], axis)
            : builder.Node("Split", ["x"], ["a", "b", "c"], axis, NodeBuilder.Ints("split", 1, 3, 2));
        GradientAssert.Adjoint(builder.Output("first", "a").Output("third", "c").Build(), 2, 6, 5);
    });

    [Fact]
    public void Taken_elements_have_their_adjoints()
    {
        GradientAssert.Adjoint(
            new GraphBuilder().Input("x", "batch", 6, 5).Int64s("list", 4, 0, -1).Node("Gather", ["x", "list"], null, NodeBuilder.Int("axis", 1)).Output("y").Build(), 2, 6, 5);
        GraphBuilder single = new GraphBuilder(opset: 11).Input("x", "batch", 6, 5);
        single.Graph.Initializer.Add(TensorBuilder.Int64s("two", [], [2]));
        GradientAssert.Adjoint(single.Node("Gather", ["x", "two"], null, NodeBuilder.Int("axis", -1)).Output("y").Build(), 2, 6, 5);
    }

    [Theory]
    [InlineData("DCR")]
    [InlineData("CRD")]
    public void Depth_to_space_has_its_adjoint(string mode) => GradientAssert.Adjoint(
        new GraphBuilder().Input("x", "batch", 12, 3, 4).Node("DepthToSpace", null, null, NodeBuilder.Int("blocksize", 2), NodeBuilder.String("mode", mode)).Output("y").Build(),
        2, 12, 3, 4);

    private static long[] Numbers(string list) => [.. list.Split(',').Select(long.Parse)];

    private static GraphBuilder WithAxes(GraphBuilder builder, int opset, string opType, params long[] axes) => opset >= 13
        ? builder.Int64s($"{opType}.axes", axes).Node(opType, [builder.Last, $"{opType}.axes"])
        : builder.Node(opType, null, null, NodeBuilder.Ints("axes", axes));
}
