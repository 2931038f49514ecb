using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Onnx;

public sealed class ConvolutionAttributesTests
{
    [Fact]
    public void What_is_left_out_is_one_or_zero()
    {
        ConvolutionAttributes geometry = Read([3, 5]);
        Assert.Equal([1L, 1], geometry.Strides.ToArray());
        Assert.Equal([1L, 1], geometry.Dilations.ToArray());
        Assert.Equal([0L, 0], geometry.PadsBegin.ToArray());
        Assert.Equal([0L, 0], geometry.PadsEnd.ToArray());
        Assert.Equal(1, geometry.Group);
        Assert.Equal([8L, 6], [geometry.OutputSize(0, 10), geometry.OutputSize(1, 10)]);
    }

    [Fact]
    public void Pads_list_all_beginnings_before_all_ends()
    {
        ConvolutionAttributes geometry = Read([3, 3], NodeBuilder.Ints("pads", 1, 2, 3, 4));
        Assert.Equal([1L, 2], geometry.PadsBegin.ToArray());
        Assert.Equal([3L, 4], geometry.PadsEnd.ToArray());

        // 10 + 1 + 3 - 3 + 1 and 10 + 2 + 4 - 3 + 1.
        Assert.Equal([12L, 14], [geometry.OutputSize(0, 10), geometry.OutputSize(1, 10)]);
    }

    [Theory]
    // ceil(7/2) = 4 outputs need (4-1)*2 + 4 = 10 elements: 3 of padding, the odd one at the end or the beginning.
    [InlineData("SAME_UPPER", 7, 4, 2, 1, 1, 2, 4)]
    [InlineData("SAME_LOWER", 7, 4, 2, 1, 2, 1, 4)]
    // Extent 5 with dilation 2, stride 1: 4 of padding.
    [InlineData("SAME_UPPER", 9, 3, 1, 2, 2, 2, 9)]
    // The window is smaller than the stride: no padding, never a negative one.
    [InlineData("SAME_LOWER", 9, 1, 3, 1, 0, 0, 3)]
    [InlineData("VALID", 9, 3, 2, 1, 0, 0, 4)]
    public void Automatic_padding_becomes_numbers(
        string autoPad, long input, long kernel, long stride, long dilation, long begin, long end, long output)
    {
        ConvolutionAttributes geometry = Read(
            [kernel], NodeBuilder.String("auto_pad", autoPad), NodeBuilder.Ints("strides", stride), NodeBuilder.Ints("dilations", dilation));
        Assert.Equal(output, geometry.OutputSize(0, input));
        ConvolutionAttributes resolved = geometry.Resolve([input]);
        Assert.Equal((begin, end), (resolved.PadsBegin[0], resolved.PadsEnd[0]));
        Assert.Equal(AutoPadding.NotSet, resolved.AutoPad);
        Assert.Equal(output, resolved.OutputSize(0, input));
    }

    [Fact]
    public void Three_axes_are_read() =>
        Assert.Equal(3, Read([2, 3, 4], NodeBuilder.Ints("strides", 1, 2, 3)).Rank);

    [Fact]
    public void Contradictions_are_told()
    {
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.Ints("kernel_shape", 5, 5)), "[5, 5]", "[3, 3]");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.Ints("strides", 1)), "strides");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.Ints("strides", 1, 0)), "positive");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.Ints("pads", 1, 1)), "2 pads");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.Int("group", 0)), "group 0");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.String("auto_pad", "SOME")), "'SOME'");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([3, 3], NodeBuilder.Ints("pads", long.MaxValue, 1, 1, 1)), "32 bits");
        Expect.Error(ModelDiagnostics.MalformedNode, () => Read([]), "kernel_shape");
    }

    private static ConvolutionAttributes Read(long[] kernel, params AttributeProto[] attributes) =>
        ConvolutionAttributes.Read(NodeBuilder.Node("Conv", "c", ["x", "w"], ["y"], attributes), kernel);
}
