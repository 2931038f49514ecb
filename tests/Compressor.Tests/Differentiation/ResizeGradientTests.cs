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
