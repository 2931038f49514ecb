using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

public sealed class BiasShiftTests
{
    [Fact]
    public void The_bias_is_what_it_was_and_the_shift()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 4, 4)
            .RandomWeight("w", 3, 2, 1, 1).Weight("b", [3], 1, 2, 3)
            .Node("Conv", ["x", "w", "b"], ["y"]).Output("y", "y").Build();
        Assert.True(ConvolutionRewriter.CanShiftBias(model.Graph, "w"));
        ConvolutionRewriter.ShiftBias(model.Graph, "w", [0.5f, 0, -4]);
        Assert.Equal([1.5f, 2, -1], Bias(model, "y"));
        // The old one is gone.
        Assert.Equal(2, model.Proto.Graph.Initializer.Count);
    }

    [Fact]
    public void A_bias_that_another_convolution_shares_stays_for_that_one()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 3, 4, 4)
            .RandomWeight("w", 3, 3, 1, 1).RandomWeight("other", 3, 3, 1, 1).Weight("b", [3], 1, 2, 3)
            .Node("Conv", ["x", "w", "b"], ["first"]).Node("Conv", ["first", "other", "b"], ["y"])
            .Output("y", "y").Build();
        ConvolutionRewriter.ShiftBias(model.Graph, "w", [1, 1, 1]);
        Assert.Equal([2f, 3, 4], Bias(model, "first"));
        Assert.Equal([1f, 2, 3], Bias(model, "y"));
    }

    [Fact]
    public void Convolutions_that_share_a_weight_are_all_shifted_each_once()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 3, 4, 4)
            .RandomWeight("w", 3, 3, 1, 1).Weight("b", [3], 1, 2, 3).Weight("c", [3], 10, 20, 30)
            .Node("Conv", ["x", "w", "b"], ["first"]).Node("Conv", ["first", "w", "b"], ["second"]).Node("Conv", ["second", "w", "c"], ["y"])
            .Output("y", "y").Build();
        ConvolutionRewriter.ShiftBias(model.Graph, "w", [1, 1, 1]);
        Assert.Equal([2f, 3, 4], Bias(model, "first"));
        Assert.Equal([2f, 3, 4], Bias(model, "second"));
        Assert.Equal([11f, 21, 31], Bias(model, "y"));
    }

    [Fact]
    public void Without_a_stored_bias_there_is_nothing_to_shift()
    {
        OnnxModel none = new GraphBuilder().Input("x", 1, 2, 4, 4).Conv(3, 1, bias: false).Output("y").Build();
        Assert.False(ConvolutionRewriter.CanShiftBias(none.Graph, "conv1.weight"));

        OnnxModel one = new GraphBuilder().Input("x", 1, 3, 4, 4)
            .RandomWeight("w", 3, 3, 1, 1).RandomWeight("b", 3)
            .Node("Conv", ["x", "w", "b"], ["first"]).Node("Conv", ["first", "w"], ["y"])
            .Output("y", "y").Build();
        Assert.False(ConvolutionRewriter.CanShiftBias(one.Graph, "w"));

        OnnxModel computed = new GraphBuilder().Input("x", 1, 2, 4, 4).Input("b", 3)
            .RandomWeight("w", 3, 2, 1, 1).Node("Conv", ["x", "w", "b"], ["y"]).Output("y", "y").Build();
        Assert.False(ConvolutionRewriter.CanShiftBias(computed.Graph, "w"));
    }

    private static float[] Bias(OnnxModel model, string output) =>
        TensorReader.ToFloats(model.Graph.Initializer(model.Graph.Producer(output)!.Input[2])!);
}
