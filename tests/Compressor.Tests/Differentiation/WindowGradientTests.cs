using RsdtrEdge.Compressor.Onnx;
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

    [Fact]
    public void Global_average_pooling_has_its_adjoint() => Assert.All((int[])[7, 13], opset => GradientAssert.Adjoint(
        new GraphBuilder(opset).Input("x", "batch", 3, 5, 4).GlobalAveragePool().Output("y").Build(), 2, 3, 5, 4));
}
