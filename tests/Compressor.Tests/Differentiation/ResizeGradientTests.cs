using System.Globalization;
using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Resize in its ways to find places and to round, by scales and by sizes.</summary>
public sealed class ResizeGradientTests
{
    [Theory]
    [InlineData("nearest", "asymmetric", "floor", 2, 2)]
    [InlineData("nearest", "half_pixel", "round_prefer_floor", 2, 3)]
    [InlineData("nearest", "half_pixel", "round_prefer_ceil", 1.5, 0.5)]
    [InlineData("nearest", "align_corners", "ceil", 2, 1.5)]
    [InlineData("nearest", "asymmetric", "ceil", 1.25, 1)]
    [InlineData("nearest", "tf_half_pixel_for_nn", "floor", 2, 0.75)]
    [InlineData("linear", "half_pixel", "", 2, 2)]
    [InlineData("linear", "pytorch_half_pixel", "", 2, 3)]
    [InlineData("linear", "align_corners", "", 2, 1.5)]
    [InlineData("linear", "asymmetric", "", 0.5, 1.75)]
    public void Resizing_has_its_adjoint(string mode, string coordinates, string rounding, double scaleY, double scaleX)
    {
        AttributeProto[] attributes = [NodeBuilder.String("mode", mode), NodeBuilder.String("coordinate_transformation_mode", coordinates),
            .. rounding.Length > 0 ? (AttributeProto[])[NodeBuilder.String("nearest_mode", rounding)] : []];
        GraphBuilder New() => new GraphBuilder().Input("x", 2, 3, 4, 8).Weight("roi", [0]).Weight("scales", [4], 1, 1, (float)scaleY, (float)scaleX);
        GradientAssert.Adjoint(New().Node("Resize", ["x", "roi", "scales"], null, attributes).Output("y").Build(), 2, 3, 4, 8);
        GradientAssert.Adjoint(
            New().Weight("none", [0]).Int64s("sizes", 2, 3, (long)(4 * scaleY), (long)(8 * scaleX)).Node("Resize", ["x", "roi", "none", "sizes"], null, attributes).Output("y").Build(),
            2, 3, 4, 8);
    }

    [Theory]
    [InlineData("Upsample", 7, "nearest")]
    [InlineData("Upsample", 9, "nearest")]
    [InlineData("Upsample", 9, "linear")]
    [InlineData("Resize", 10, "nearest")]
    [InlineData("Resize", 10, "linear")]
    public void Old_forms_have_their_adjoints(string opType, int opset, string mode)
    {
        GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", 3, 4, 6).Weight("scales", [4], 1, 1, 2, 3);
        builder = opset < 9
            ? builder.Node(opType, ["x"], null, NodeBuilder.String("mode", mode), NodeBuilder.Floats("scales", 1, 1, 2, 3))
            : builder.Node(opType, ["x", "scales"], null, NodeBuilder.String("mode", mode));
        GradientAssert.Adjoint(builder.Output("y").Build(), 2, 3, 4, 6);
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("linear")]
    public void Places_that_are_symmetric_about_the_middle_have_their_adjoint(string mode)
    {
        // By scales that do not give whole sizes: 5.2 rows and 10.4 columns. Only there they differ from half_pixel.
        AttributeProto[] attributes = [NodeBuilder.String("mode", mode), NodeBuilder.String("coordinate_transformation_mode", "half_pixel_symmetric")];
        foreach (float scale in (float[])[1.3f, 0.7f])
        {
            GradientAssert.Adjoint(
                new GraphBuilder(opset: 19).Input("x", "batch", 3, 4, 8).Weight("scales", [4], 1, 1, scale, scale).Node("Resize", ["x", "", "scales"], null, attributes).Output("y").Build(),
                2, 3, 4, 8);
        }
    }

    [Theory]
    [InlineData("2,3", "2,3")]
    [InlineData("3,2", "1.5,2")]
    [InlineData("-1", "1.75")]
    [InlineData("-2,-1", "0.5,2")]
    public void Some_axes_may_be_named(string axes, string scales)
    {
        long[] named = [.. axes.Split(',').Select(long.Parse)];
        float[] numbers = [.. scales.Split(',').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
        long[] sizes = [.. named.Zip(numbers, (axis, scale) => (long)((axis is 2 or -2 ? 4 : 8) * scale))];
        AttributeProto[] attributes = [NodeBuilder.String("mode", "linear"), NodeBuilder.Ints("axes", named)];
        GraphBuilder New() => new GraphBuilder(opset: 18).Input("x", "batch", 3, 4, 8);
        GradientAssert.Adjoint(New().Weight("scales", [numbers.Length], numbers).Node("Resize", ["x", "", "scales"], null, attributes).Output("y").Build(), 2, 3, 4, 8);
        GradientAssert.Adjoint(New().Int64s("sizes", sizes).Node("Resize", ["x", "", "", "sizes"], null, attributes).Output("y").Build(), 2, 3, 4, 8);
    }

    [Fact]
    public void Cubic_interpolation_blocks()
    {
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3, 4, 6).Weight("roi", [0]).Weight("scales", [4], 1, 1, 2, 2)
            .Node("Resize", ["x", "roi", "scales"], ["larger"], NodeBuilder.String("mode", "cubic")).Output("y").Build();
        using Differentiated network = new(model, "x");
        BlockedPath blocked = network.Graph.Unreached["x"];
        Assert.Equal("Resize 'resize1' resizes in a way other than nearest or linear", blocked.ToString());
    }
}
