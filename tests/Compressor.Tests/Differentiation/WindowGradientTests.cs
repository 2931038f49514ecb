using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Convolutions and linear pooling, in all that their attributes combine to.</summary>
public sealed class WindowGradientTests
{
    [Theory]
    // Kernel, steps, dilations, pads [top, left, bottom, right], group, input height and width.
    [InlineData(1, 1, 1, 1, 1, 1, "0,0,0,0", 1, 5, 6)]
    [InlineData(1, 1, 2, 2, 1, 1, "0,0,0,0", 1, 6, 7)]
    [InlineData(1, 1, 1, 1, 1, 1, "1,1,1,1", 1, 5, 5)]
    [InlineData(3, 3, 1, 1, 1, 1, "1,1,1,1", 1, 6, 5)]
    [InlineData(3, 3, 1, 1, 1, 1, "0,0,0,0", 1, 6, 5)]
    [InlineData(3, 3, 1, 1, 1, 1, "2,0,1,1", 1, 6, 5)]
    [InlineData(3, 3, 1, 1, 1, 1, "3,1,0,4", 1, 6, 5)]
    [InlineData(3, 3, 2, 2, 1, 1, "1,1,1,1", 1, 6, 6)]
    [InlineData(3, 3, 2, 2, 1, 1, "1,1,1,1", 1, 7, 7)]
    [InlineData(3, 3, 2, 2, 1, 1, "0,0,1,1", 1, 8, 8)]
    [InlineData(3, 3, 2, 2, 1, 1, "0,1,0,2", 1, 7, 8)]
    [InlineData(3, 3, 3, 3, 1, 1, "1,1,1,1", 1, 9, 11)]
    [InlineData(3, 3, 1, 2, 1, 1, "1,1,1,1", 1, 7, 8)]
    [InlineData(3, 3, 1, 1, 2, 2, "2,2,2,2", 1, 7, 6)]
    [InlineData(3, 3, 2, 2, 2, 2, "2,2,2,2", 1, 8, 7)]
    [InlineData(3, 3, 2, 1, 1, 3, "1,3,1,3", 1, 8, 9)]
    [InlineData(5, 1, 1, 1, 1, 1, "2,0,2,0", 1, 6, 4)]
    [InlineData(1, 5, 2, 2, 1, 1, "0,2,0,2", 1, 6, 7)]
    [InlineData(2, 4, 2, 3, 1, 1, "0,1,1,2", 1, 7, 10)]
    [InlineData(3, 3, 1, 1, 1, 1, "1,1,1,1", 2, 6, 6)]
    [InlineData(3, 3, 2, 2, 1, 1, "1,1,1,1", 2, 6, 7)]
    [InlineData(3, 3, 1, 1, 2, 2, "2,2,2,2", 4, 6, 7)]
    [InlineData(3, 3, 2, 2, 1, 1, "1,1,1,1", 4, 8, 7)]
    [InlineData(1, 1, 2, 2, 1, 1, "0,0,0,0", 2, 5, 7)]
    [InlineData(8, 8, 1, 1, 1, 1, "3,4,4,3", 1, 9, 10)]
    [InlineData(8, 8, 1, 1, 1, 1, "7,0,0,7", 4, 9, 8)]
    [InlineData(3, 17, 1, 1, 2, 1, "2,8,1,9", 2, 7, 20)]
    public void A_convolution_has_its_adjoint(
        int height, int width, int strideY, int strideX, int dilationY, int dilationX, string pads, int group, int inputHeight, int inputWidth)
    {
        // 4 channels to 8: with 4 groups the multiplier is 2. With 8 to 8 in 8 groups every channel stands alone.
        foreach ((int inputs, int outputs, int groups) in ((int, int, int)[])[(4, 8, group), (8, 8, group == 4 ? 8 : group)])
        {
            foreach (object batch in (object[])["batch", 2])
            {
                OnnxModel model = new GraphBuilder(opset: 11)
                    .Input("x", batch, inputs, inputHeight, inputWidth)
                    .RandomWeight("w", outputs, inputs / groups, height, width).RandomWeight("b", outputs)
                    .Node("Conv", ["x", "w", "b"], null, NodeBuilder.Ints("strides", strideY, strideX), NodeBuilder.Ints("dilations", dilationY, dilationX),
                        NodeBuilder.Ints("pads", pads.Split(',').Select(long.Parse)), NodeBuilder.Int("group", groups))
                    .Output("y").Build();
                GradientAssert.Adjoint(model, 2, inputs, inputHeight, inputWidth);
            }
        }
    }

    [Fact]
    public void A_kernel_of_many_elements_is_reversed_by_places()
    {
        // 49 are the most that a product reverses.
        foreach ((int side, bool byPlaces) in ((int, bool)[])[(7, false), (8, true)])
        {
            OnnxModel model = new GraphBuilder().Input("x", "batch", 2, 9, 9).Conv(3, side).Output("y").Build();
            GradientGraph graph = GradientGraph.Of(model, ShapeInference.Infer(model), ["x"]);
            Assert.Equal(byPlaces, graph.Model.Graph.Nodes.Any(node => node.OpType == "Gather"));
            Assert.Equal(!byPlaces, graph.Model.Graph.Nodes.Any(node => node.OpType == "MatMul"));
        }
    }

    [Theory]
    // Kernel, steps, dilations, pads, groups, input.
    [InlineData("3", "1", "1", "1,1", 1, "7")]
    [InlineData("5", "1", "2", "4,3", 4, "11")]
    [InlineData("4", "2", "1", "1,2", 2, "10")]
    [InlineData("3", "3", "2", "0,1", 1, "12")]
    [InlineData("60", "1", "1", "29,30", 1, "64")]
    [InlineData("3,3,3", "1,1,1", "1,1,1", "1,1,1,1,1,1", 1, "4,5,6")]
    [InlineData("2,3,1", "1,1,1", "2,1,1", "1,0,0,2,1,0", 2, "5,4,3")]
    [InlineData("3,2,3", "2,1,2", "1,1,1", "1,0,1,1,1,0", 1, "6,4,7")]
    [InlineData("3,3,3", "2,2,2", "1,1,1", "1,1,1,1,1,1", 4, "5,6,7")]
    public void A_convolution_over_one_or_three_axes_has_its_adjoint(string kernel, string strides, string dilations, string pads, int group, string input)
    {
        long[] sizes = Numbers(input);
        OnnxModel model = new GraphBuilder(opset: 11)
            .Input("x", ["batch", 4, .. sizes.Cast<object>()])
            .RandomWeight("w", [8, 4 / group, .. Numbers(kernel)]).RandomWeight("b", 8)
            .Node("Conv", ["x", "w", "b"], null, NodeBuilder.Ints("strides", Numbers(strides)), NodeBuilder.Ints("dilations", Numbers(dilations)),
                NodeBuilder.Ints("pads", Numbers(pads)), NodeBuilder.Int("group", group))
            .Output("y").Build();
        GradientAssert.Adjoint(model, [2, 4, .. sizes]);
    }

    [Theory]
    [InlineData("SAME_UPPER", 1, 6, 7)]
    [InlineData("SAME_UPPER", 2, 6, 7)]
    [InlineData("SAME_LOWER", 2, 6, 7)]
    [InlineData("SAME_LOWER", 3, 8, 10)]
    [InlineData("VALID", 2, 6, 7)]
    public void Padding_may_be_left_to_the_operator(string autoPad, int stride, int height, int width)
    {
        foreach (int kernel in (int[])[2, 3])
        {
            GradientAssert.Adjoint(
                new GraphBuilder().Input("x", "batch", 3, height, width).Conv(4, kernel, stride: stride, autoPad: autoPad).Output("y").Build(),
                1, 3, height, width);
        }
    }

    [Fact]
    public void A_kernel_may_be_computed_by_nodes()
    {
        GradientAssert.Adjoint(
            new GraphBuilder().Input("x", "batch", 3, 5, 5).RandomWeight("left", 4, 2).RandomWeight("right", 2, 27).Int64s("sizes", 4, 3, 3, 3)
                .Node("MatMul", ["left", "right"], ["product"]).Node("Reshape", ["product", "sizes"], ["kernel"]).Node("Conv", ["x", "kernel"])
                .Output("y").Build(),
            2, 3, 5, 5);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(18)]
    public void A_convolution_has_its_adjoint_in_every_operator_set(int opset) => GradientAssert.Adjoint(
        new GraphBuilder(opset).Input("x", "batch", 3, 7, 7).Conv(4, 3, pads: 1).Conv(4, 3, stride: 2, pads: 1).Output("y").Build(), 2, 3, 7, 7);

    [Theory]
    [InlineData(1, 1, "0,0,0,0", "0,0", 1)]
    [InlineData(2, 1, "1,1,1,1", "1,1", 1)]
    [InlineData(2, 1, "0,1,2,1", "1,0", 2)]
    [InlineData(3, 1, "1,0,1,0", "2,1", 1)]
    [InlineData(1, 2, "2,2,2,2", "0,0", 2)]
    [InlineData(2, 2, "1,1,1,1", "1,1", 1)]
    public void A_transposed_convolution_has_its_adjoint(int stride, int dilation, string pads, string outputPadding, int group)
    {
        OnnxModel model = new GraphBuilder(opset: 11)
            .Input("x", "batch", 4, 5, 6).RandomWeight("w", 4, 3, 3, 3).RandomWeight("b", 3 * group)
            .Node("ConvTranspose", ["x", "w", "b"], null, NodeBuilder.Ints("strides", stride, stride), NodeBuilder.Ints("dilations", dilation, dilation),
                NodeBuilder.Ints("pads", pads.Split(',').Select(long.Parse)), NodeBuilder.Ints("output_padding", outputPadding.Split(',').Select(long.Parse)),
                NodeBuilder.Int("group", group))
            .Output("y").Build();
        GradientAssert.Adjoint(model, 2, 4, 5, 6);
    }

    [Theory]
    [InlineData(2, 2, "0,0,0,0", false, 6, 7)]
    [InlineData(3, 2, "0,0,0,0", false, 8, 7)]
    [InlineData(3, 2, "1,1,1,1", false, 8, 7)]
    [InlineData(3, 2, "1,1,1,1", true, 8, 7)]
    [InlineData(3, 1, "1,0,1,2", false, 5, 6)]
    [InlineData(3, 1, "1,0,1,2", true, 5, 6)]
    [InlineData(2, 3, "0,0,1,1", true, 8, 9)]
    [InlineData(7, 7, "0,0,0,0", false, 7, 7)]
    public void Average_pooling_has_its_adjoint(int kernel, int stride, string pads, bool countsPads, int height, int width)
    {
        OnnxModel model = new GraphBuilder()
            .Input("x", "batch", 3, height, width)
            .Node("AveragePool", null, null, NodeBuilder.Ints("kernel_shape", kernel, kernel), NodeBuilder.Ints("strides", stride, stride),
                NodeBuilder.Ints("pads", pads.Split(',').Select(long.Parse)), NodeBuilder.Int("count_include_pad", countsPads ? 1 : 0))
            .Output("y").Build();
        GradientAssert.Adjoint(model, 2, 3, height, width);
    }

    [Theory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    public void Average_pooling_may_leave_its_padding_open(string autoPad) => GradientAssert.Adjoint(
        new GraphBuilder().Input("x", "batch", 3, 8, 7)
            .Node("AveragePool", null, null, NodeBuilder.Ints("kernel_shape", 3, 3), NodeBuilder.Ints("strides", 2, 2), NodeBuilder.String("auto_pad", autoPad))
            .Output("y").Build(),
        2, 3, 8, 7);

    [Theory]
    // Kernel, steps, dilations, pads, operator set, input.
    [InlineData("2,3", "2,1", "1,1", "0,0,0,0", 13, "6,7")]
    [InlineData("3,2", "1,2", "1,1", "1,0,2,1", 13, "5,8")]
    [InlineData("3,3", "1,1", "2,2", "0,0,0,0", 19, "7,8")]
    [InlineData("3,3", "2,1", "2,3", "2,2,2,2", 19, "9,10")]
    [InlineData("2,4", "3,2", "3,1", "1,2,1,2", 19, "10,9")]
    [InlineData("3", "2", "1", "1,1", 13, "9")]
    [InlineData("3", "1", "2", "1,1", 19, "9")]
    [InlineData("2,3,2", "2,1,2", "1,1,1", "0,1,1,0,1,1", 13, "6,5,7")]
    public void Average_pooling_has_its_adjoint_over_any_windows(string kernel, string strides, string dilations, string pads, int opset, string input)
    {
        foreach (bool countsPads in (bool[])[false, true])
        {
            AssertAveragePool(opset, input, [.. Windows(kernel, strides, pads, countsPads), .. opset < 19 ? (AttributeProto[])[] : [NodeBuilder.Ints("dilations", Numbers(dilations))]]);
        }
    }

    [Theory]
    // Kernel, steps, pads, input: the last window reaches beyond the padding, along one axis or all.
    [InlineData("3,3", "2,2", "0,0,0,0", "8,8")]
    [InlineData("3,3", "2,2", "1,1,1,1", "8,7")]
    [InlineData("2,2", "2,2", "0,0,0,0", "7,5")]
    [InlineData("3,2", "2,3", "1,0,1,1", "6,9")]
    [InlineData("3", "2", "1,1", "6")]
    [InlineData("2,3,2", "2,2,2", "0,1,0,0,1,0", "5,6,4")]
    public void Average_pooling_has_its_adjoint_where_windows_reach_beyond_the_padding(string kernel, string strides, string pads, string input)
    {
        // What such windows are divided by where padding counts changed with version 19 of the operator set.
        foreach ((int opset, bool countsPads) in ((int, bool)[])[(11, false), (11, true), (19, false), (19, true)])
        {
            AssertAveragePool(opset, input, [.. Windows(kernel, strides, pads, countsPads), NodeBuilder.Int("ceil_mode", 1)]);
        }
    }

    [Fact]
    public void A_window_beyond_the_padding_is_divided_by_the_elements_that_it_has()
    {
        // The windows of 1 to 5 are (1, 2), (3, 4) and (5): the last element has all of its window's gradient.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 1, 5)
            .Node("AveragePool", null, null, NodeBuilder.Ints("kernel_shape", 2), NodeBuilder.Ints("strides", 2), NodeBuilder.Int("ceil_mode", 1)).Output("y").Build();
        using Differentiated network = new(model, "x");
        float[] gradient = network.Backward(new() { ["x"] = ([1, 2, 3, 4, 5], [1, 1, 5]) }, [([2, 4, 8], [1, 1, 3])])["x"];
        Assert.Equal([1f, 1, 2, 2, 8], gradient);
    }

    [Fact]
    public void Global_average_pooling_has_its_adjoint() => Assert.All((int[])[7, 13], opset => GradientAssert.Adjoint(
        new GraphBuilder(opset).Input("x", "batch", 3, 5, 4).GlobalAveragePool().Output("y").Build(), 2, 3, 5, 4));

    private static void AssertAveragePool(int opset, string input, params AttributeProto[] attributes)
    {
        long[] sizes = Numbers(input);
        GradientAssert.Adjoint(
            new GraphBuilder(opset).Input("x", ["batch", 3, .. sizes.Cast<object>()]).Node("AveragePool", null, null, attributes).Output("y").Build(), [2, 3, .. sizes]);
    }

    private static AttributeProto[] Windows(string kernel, string strides, string pads, bool countsPads) =>
    [
        NodeBuilder.Ints("kernel_shape", Numbers(kernel)), NodeBuilder.Ints("strides", Numbers(strides)), NodeBuilder.Ints("pads", Numbers(pads)),
        NodeBuilder.Int("count_include_pad", countsPads ? 1 : 0),
    ];

    private static long[] Numbers(string list) => [.. list.Split(',').Select(long.Parse)];
}
