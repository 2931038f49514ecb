using RsdtrEdge.Compressor.Costs;
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
    public void Convolutions_that_share_weight_and_bias_store_no_more_than_before()
    {
        // As the heads of a detector, which run over several sizes of the features: 3 x 3 numbers of the kernel and 3 of the bias.
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 3, 4, 4).RandomWeight("w", 3, 3, 1, 1).Weight("b", [3], 1, 2, 3);
        for (int level = 0; level < 5; level++)
        {
            string output = $"level{level}";
            builder.Node("Conv", ["x", "w", "b"], [output]).Output(output, output);
        }

        OnnxModel model = builder.Build();
        Assert.True(ConvolutionRewriter.CanShiftBias(model.Graph, "w"));
        ConvolutionRewriter.ShiftBias(model.Graph, "w", [1, 1, 1]);
        Assert.Equal(9 + 3, StoredParameters.Count(model.Proto));
        Assert.All(Enumerable.Range(0, 5), level => Assert.Equal([2f, 3, 4], Bias(model, $"level{level}")));
    }

    [Fact]
    public void A_bias_that_would_have_to_be_copied_is_not_to_be_shifted()
    {
        GraphBuilder Shared() => new GraphBuilder().Input("x", 1, 3, 4, 4)
            .RandomWeight("w", 3, 3, 1, 1).RandomWeight("other", 3, 3, 1, 1).Weight("b", [3], 1, 2, 3).Node("Conv", ["x", "w", "b"], ["first"]);
        Assert.True(ConvolutionRewriter.CanShiftBias(Shared().Output("y").Build().Graph, "w"));

        // Another layer reads it, or the caller does.
        OnnxModel another = Shared().Node("Conv", ["first", "other", "b"], ["y"]).Output("y", "y").Build();
        Assert.False(ConvolutionRewriter.CanShiftBias(another.Graph, "w"));
        Assert.False(ConvolutionRewriter.CanShiftBias(another.Graph, "other"));
        Assert.False(ConvolutionRewriter.CanShiftBias(Shared().Output("y").Output("b", "b").Build().Graph, "w"));

        // Two factors of one bias are two shifts.
        GraphBuilder Twice(float beta) => new GraphBuilder().Input("x", 1, 3).RandomWeight("w", 3, 3).Weight("b", [3], 1, 2, 3)
            .Node("Gemm", ["x", "w", "b"], ["first"]).Node("Gemm", ["first", "w", "b"], ["y"], NodeBuilder.Float("beta", beta)).Output("y", "y");
        Assert.True(ConvolutionRewriter.CanShiftBias(Twice(1).Build().Graph, "w"));
        Assert.False(ConvolutionRewriter.CanShiftBias(Twice(2).Build().Graph, "w"));
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
