using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Products of matrices, and arithmetic with operands that are repeated along axes.</summary>
public sealed class ArithmeticGradientTests
{
    [Theory]
    [InlineData(0, 0, 1, 1, 7)]
    [InlineData(0, 1, 0.5, 2, 13)]
    [InlineData(1, 0, 2, 0, 11)]
    [InlineData(1, 1, 1.5, 1, 13)]
    public void A_fully_connected_layer_has_its_adjoint(int turnsInput, int turnsWeight, double alpha, double beta, int opset)
    {
        long[] weight = turnsWeight == 0 ? [6, 4] : [4, 6];
        OnnxModel Model(string[] operands) => new GraphBuilder(opset)
            .Input("x", turnsInput == 0 ? ["batch", 6] : [6, "batch"]).RandomWeight("w", weight).RandomWeight("b", 4)
            .Node("Gemm", operands, null, NodeBuilder.Int("transA", turnsInput), NodeBuilder.Int("transB", turnsWeight),
                NodeBuilder.Float("alpha", (float)alpha), NodeBuilder.Float("beta", (float)beta))
            .Output("y").Build();
        GradientAssert.Adjoint(Model(["x", "w", "b"]), turnsInput == 0 ? [3, 6] : [6, 3]);
    }

    [Theory]
    [InlineData("w,x", 0, 0)]
    [InlineData("w,x", 1, 0)]
    [InlineData("w,x", 0, 1)]
    [InlineData("w,x", 1, 1)]
    public void A_fully_connected_layer_has_its_adjoint_in_its_second_operand(string operands, int turnsFirst, int turnsSecond) => GradientAssert.Adjoint(
        new GraphBuilder().Input("x", turnsSecond == 0 ? [6, 5] : [5, 6]).RandomWeight("w", turnsFirst == 0 ? [4, 6] : [6, 4])
            .Node("Gemm", operands.Split(','), null, NodeBuilder.Int("transA", turnsFirst), NodeBuilder.Int("transB", turnsSecond)).Output("y").Build(),
        turnsSecond == 0 ? [6, 5] : [5, 6]);

    [Fact]
    public void A_bias_has_its_adjoint() => GradientAssert.Adjoint(
        new GraphBuilder().Input("x", 4).RandomWeight("a", 3, 6).RandomWeight("w", 6, 4).Node("Gemm", ["a", "w", "x"], null, NodeBuilder.Float("beta", 3)).Output("y").Build(), 4);

    [Theory]
    [InlineData(7, "1,4")]
    [InlineData(13, "3,1")]
    [InlineData(13, "1,1")]
    [InlineData(11, "3,4")]
    [InlineData(13, "1")]
    [InlineData(13, "")]
    public void A_bias_may_be_repeated(int opset, string shape)
    {
        long[] sizes = shape.Length == 0 ? [] : [.. shape.Split(',').Select(long.Parse)];
        GradientAssert.Adjoint(
            new GraphBuilder(opset).Input("x", [.. sizes.Cast<object>()]).RandomWeight("a", 3, 6).RandomWeight("w", 4, 6)
                .Node("Gemm", ["a", "w", "x"], null, NodeBuilder.Int("transB", 1), NodeBuilder.Float("beta", -0.5f)).Output("y").Build(),
            sizes);
    }

    [Fact]
    public void A_product_of_matrices_has_its_adjoint()
    {
        GradientAssert.Adjoint(new GraphBuilder().Input("x", "batch", 6).MatMulAdd(6, 4).Output("y").Build(), 3, 6);
        GradientAssert.Adjoint(new GraphBuilder().Input("x", "batch", 2, 5, 6).MatMulAdd(6, 4).Output("y").Build(), 3, 2, 5, 6);
        GradientAssert.Adjoint(new GraphBuilder().Input("x", "batch", 5, 6).RandomWeight("a", 4, 5).Node("MatMul", ["a", "x"]).Output("y").Build(), 3, 5, 6);
        // Of operands that are repeated: the right one by two, the left one by three.
        GradientAssert.Adjoint(new GraphBuilder().Input("x", 5, 6).RandomWeight("a", 2, 4, 5).Node("MatMul", ["a", "x"]).Output("y").Build(), 5, 6);
        GradientAssert.Adjoint(new GraphBuilder().Input("x", 1, 4, 5).RandomWeight("b", 3, 5, 2).Node("MatMul", ["x", "b"]).Output("y").Build(), 1, 4, 5);
    }

    [Theory]
    [InlineData("Add", "x,k")]
    [InlineData("Add", "k,x")]
    [InlineData("Sub", "x,k")]
    [InlineData("Sub", "k,x")]
    [InlineData("Mul", "x,k")]
    [InlineData("Mul", "k,x")]
    [InlineData("Div", "x,k")]
    public void An_operand_may_be_repeated(string opType, string operands)
    {
        foreach ((object[] declared, long[] sizes, long[] constant) in new (object[], long[], long[])[]
        {
            (["batch", 3, 4, 5], [2, 3, 4, 5], [3, 1, 1]), (["batch", 3, 1, 1], [2, 3, 1, 1], [1, 3, 4, 5]), ([4, 5], [4, 5], [2, 3, 4, 5]),
            ([3, 1, 5], [3, 1, 5], [2, 3, 4, 1]), ([1], [1], [3, 4]), (["batch", 6], [2, 6], []),
        })
        {
            GradientAssert.Adjoint(
                new GraphBuilder().Input("x", declared).RandomWeight("k", constant).Node(opType, operands.Split(',')).Output("y").Build(), sizes);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    public void Sums_of_any_number_of_operands_have_their_adjoints(int opset)
    {
        // Twice as it is, once by a convolution, and repeated along two axes by others.
        GradientAssert.Adjoint(
            new GraphBuilder(opset).Input("x", "batch", 3, 1, 5).RandomWeight("rows", 4, 1).RandomWeight("all", 3, 4, 5).Conv(3, 1, name: "a")
                .Node("Sum", ["x", "rows", "a", "all", "x"]).Output("y").Build(),
            2, 3, 1, 5);
        GradientAssert.Adjoint(new GraphBuilder(opset).Input("x", "batch", 6).Node("Sum", ["x"]).Output("y").Build(), 2, 6);
    }

    [Theory]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Both_operands_may_depend_on_the_value(string opType)
    {
        // y = a (op) s with a = conv(x) and s, one number a channel, away from zero.
        OnnxModel model = new GraphBuilder(seed: 4).Input("x", "batch", 3, 4, 5).Weight("three", [], 3)
            .Conv(3, 1, name: "a").From("a").GlobalAveragePool().Node("Tanh").Node("Add", ["tanh1", "three"], ["s"])
            .Node(opType, ["a", "s"], ["y"]).Output("y").Build();
        Dictionary<string, (float[], long[])> inputs = new() { ["x"] = (ModelRunner.Noise(1, 120), [2, 3, 4, 5]) };
        GradientAssert.Differences(model, inputs, 1e-2, 1e-3, "a", "s", "x");
    }

    [Fact]
    public void A_value_may_be_both_operands()
    {
        // The derivative of x^2 + x is 2 x + 1.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 4).Node("Mul", ["x", "x"], ["square"]).Node("Add", ["square", "x"], ["y"]).Output("y").Build();
        using Differentiated network = new(model, "x");
        float[] x = [-2, -0.25f, 0, 3];
        Assert.Equal([-3f, 0.5f, 1f, 7f], network.Backward(new() { ["x"] = (x, [1, 4]) }, [([1, 1, 1, 1], [1, 4])])["x"]);
    }
}
