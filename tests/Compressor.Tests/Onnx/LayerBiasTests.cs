using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Onnx;

public sealed class LayerBiasTests
{
    [Theory]
    [InlineData("Conv", "6,4,3,3", "1,6,1,1", true)]
    [InlineData("Conv", "6,4,3,3", "6,1,1", true)]
    [InlineData("Conv", "6,4,3,3", "", false)]
    [InlineData("Conv", "6,4,3,3", "1", false)]
    [InlineData("Conv", "6,4,3,3", "1,1,1,1", false)]
    // Along the images' width, or of each place.
    [InlineData("Conv", "6,4,3,3", "6", false)]
    [InlineData("Conv", "6,4,3,3", "1,6,6,6", false)]
    [InlineData("Conv", "6,4,3,3", "3,1,1", false)]
    [InlineData("Conv", "1,4,3,3", "", true)]
    [InlineData("Conv", "1,4,3,3", "1,1,1,1", true)]
    [InlineData("Conv", "1,4,3,3", "6,1,1", false)]
    [InlineData("Conv", "6,4,3", "6,1", true)]
    // Two groups of three channels each.
    [InlineData("ConvTranspose", "4,3,3,3", "6,1,1", true)]
    [InlineData("ConvTranspose", "4,3,3,3", "3,1,1", false)]
    [InlineData("Gemm", "4,6", "6", true)]
    [InlineData("Gemm", "4,6", "1,6", true)]
    [InlineData("Gemm", "4,6", "4", false)]
    [InlineData("Gemm", "4,6", "1", false)]
    [InlineData("MatMul", "4,6", "6", true)]
    [InlineData("MatMul", "4,6", "1,1,6", true)]
    [InlineData("MatMul", "4,6", "6,1", false)]
    [InlineData("MatMul", "4,6", "", false)]
    [InlineData("MatMul", "4,1", "1", true)]
    [InlineData("MatMul", "4", "", true)]
    public void A_bias_has_a_number_for_each_output_channel_on_their_axis(string layer, string weight, string bias, bool expected)
    {
        GraphBuilder builder = new GraphBuilder().Input("x", "batch", 4, 6, 6).RandomWeight("w", Sizes(weight)).RandomWeight("b", Sizes(bias));
        builder.Node(layer, ["x", "w"], ["y"], layer == "ConvTranspose" ? [NodeBuilder.Int("group", 2)] : []);
        OnnxGraph graph = builder.Node("Add", ["b", "y"], ["z"]).Output("z", "z").Build().Graph;
        Assert.Equal((expected, false), (LayerBias.Is(graph, graph.Producer("z")!, 0), LayerBias.Is(graph, graph.Producer("z")!, 1)));
    }

    [Theory]
    [InlineData("6,1", true)]
    [InlineData("6", false)]
    public void A_matrix_on_the_left_gives_its_rows(string bias, bool expected)
    {
        OnnxGraph graph = new GraphBuilder().Input("x", "batch", 4, 6).RandomWeight("w", 6, 4).RandomWeight("b", Sizes(bias))
            .Node("MatMul", ["w", "x"], ["y"]).Node("Add", ["y", "b"], ["z"]).Output("z", "z").Build().Graph;
        Assert.Equal(expected, LayerBias.Is(graph, graph.Producer("z")!, 1));
    }

    [Theory]
    [InlineData("6,1,1", true)]
    [InlineData("6", false)]
    [InlineData("1", false)]
    public void Of_a_kernel_that_nodes_make_the_axis_is_known(string bias, bool expected)
    {
        OnnxGraph graph = new GraphBuilder().Input("x", "batch", 4, 6, 6).RandomWeight("w", 6, 36).Int64s("sizes", 6, 4, 3, 3).RandomWeight("b", Sizes(bias))
            .Node("Reshape", ["w", "sizes"], ["kernel"]).Node("Conv", ["x", "kernel"], ["y"], NodeBuilder.Ints("kernel_shape", 3, 3))
            .Node("Add", ["y", "b"], ["z"]).Output("z", "z").Build().Graph;
        Assert.Equal(expected, LayerBias.Is(graph, graph.Producer("z")!, 1));
    }

    [Fact]
    public void What_is_added_to_no_layer_or_is_no_constant_is_no_bias()
    {
        OnnxGraph graph = new GraphBuilder().Input("x", "batch", 6, 6).RandomWeight("b", 6).RandomWeight("w", 6, 6)
            .Node("Relu", ["x"], ["r"]).Node("Add", ["r", "b"], ["behindRelu"])
            .Node("MatMul", ["x", "x"], ["scores"]).Node("Add", ["scores", "b"], ["masked"])
            .Node("MatMul", ["x", "w"], ["product"]).Node("Add", ["product", "r"], ["sum"]).Node("Sub", ["product", "b"], ["difference"])
            .Output("behindRelu", "behindRelu").Output("masked", "masked").Output("sum", "sum").Output("difference", "difference").Build().Graph;
        Assert.All(graph.Nodes, node => Assert.False(node.Input.Count == 2 && (LayerBias.Is(graph, node, 0) || LayerBias.Is(graph, node, 1)), node.Output[0]));
    }

    private static long[] Sizes(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
}
