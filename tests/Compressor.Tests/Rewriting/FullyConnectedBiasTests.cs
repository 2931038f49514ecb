using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>The biases of Gemm and MatMul.</summary>
public sealed class FullyConnectedBiasTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(0.5f, null)]
    [InlineData(null, -4f)]
    [InlineData(3f, 0.5f)]
    public void A_shift_moves_the_output_by_alpha_times_what_the_product_lost(float? alpha, float? beta)
    {
        foreach (long[] bias in (long[][])[[3], [1, 3]])
        {
            foreach (long transB in (long[])[0, 1])
            {
                OnnxModel model = new FullyConnectedSetting { TransB = transB, Alpha = alpha, Beta = beta, Bias = bias, Leading = [null] }.ToModel(3, 5);
                OnnxModel shifted = model.Clone();
                Assert.True(ConvolutionRewriter.CanShiftBias(shifted.Graph, "w"));
                float[] shift = [1, -2, 0.5f];
                ConvolutionRewriter.ShiftBias(shifted.Graph, "w", shift);
                Assert.Equal(bias, shifted.Graph.Initializer(shifted.Graph.Producer("y")!.Input[2])!.Dims);

                float[] before = ModelRunner.Run(model, seed: 1, 2, 5)["y"];
                float[] after = ModelRunner.Run(shifted, seed: 1, 2, 5)["y"];
                Assert.All(Enumerable.Range(0, 6), at => Assert.Equal(before[at] + ((alpha ?? 1) * shift[at % 3]), after[at], 1e-5f));
            }
        }
    }

    [Fact]
    public void A_bias_of_another_form_stays_as_it_is()
    {
        foreach (FullyConnectedSetting setting in (FullyConnectedSetting[])
        [
            new() { Bias = null }, new() { Bias = [] }, new() { Bias = [1] }, new() { Bias = [2, 3], Leading = [2] },
            new() { Bias = [2, 1], Leading = [2] }, new() { Bias = [3], Beta = 0 }, new() { Operator = "MatMul" },
        ])
        {
            OnnxModel model = setting.ToModel(3, 5);
            Assert.False(ConvolutionRewriter.CanShiftBias(model.Graph, "w"), setting.ToString());
            OnnxModel shifted = model.Clone();
            ConvolutionRewriter.ShiftBias(shifted.Graph, "w", [1, 2, 3]);
            Assert.Equal(model.Proto, shifted.Proto);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_constant_that_is_added_to_a_MatMul_alone_is_its_bias(bool productFirst)
    {
        OnnxModel model = new GraphBuilder().Input("x", 2, 4, 5).RandomWeight("w", 5, 3).Weight("b", [3], 1, 2, 3)
            .Node("MatMul", ["x", "w"], ["m"]).Node("Add", productFirst ? ["m", "b"] : ["b", "m"], ["y"]).Output("y", "y").Build();
        Assert.True(ConvolutionRewriter.CanShiftBias(model.Graph, "w"));
        ConvolutionRewriter.ShiftBias(model.Graph, "w", [0.5f, 0, -4]);
        Assert.Equal([1.5f, 2, -1], TensorReader.ToFloats(model.Graph.Initializer(model.Graph.Producer("y")!.Input[productFirst ? 1 : 0])!));
        Assert.Null(model.Graph.Initializer("b"));
    }

    [Fact]
    public void A_sum_that_does_not_follow_a_MatMul_alone_is_no_bias()
    {
        GraphBuilder Product() => new GraphBuilder().Input("x", 4, 5).RandomWeight("w", 5, 3).RandomWeight("b", 3).Node("MatMul", ["x", "w"], ["m"]);
        Assert.False(CanShift(Product().Node("Add", ["m", "b"], ["y"]).Output("y", "y").Output("also", "m")));
        Assert.False(CanShift(Product().Node("Add", ["m", "b"], ["s"]).Node("Mul", ["s", "m"], ["y"]).Output("y", "y")));
        Assert.False(CanShift(Product().Node("Add", ["m", "m"], ["y"]).Output("y", "y")));
        Assert.False(CanShift(Product().RandomWeight("rows", 4, 3).Node("Add", ["m", "rows"], ["y"]).Output("y", "y")));
        Assert.False(CanShift(Product().Node("Mul", ["m", "b"], ["y"]).Output("y", "y")));

        static bool CanShift(GraphBuilder builder) => ConvolutionRewriter.CanShiftBias(builder.Build().Graph, "w");
    }
}
