using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>What training changes: the stored numbers of operators, by central differences. In each of them the network is smooth, in most linear.</summary>
public sealed class ParameterGradientTests
{
    [Theory]
    [InlineData(9, 1, "1,1,1,1", 1)]
    [InlineData(11, 2, "0,1,1,0", 1)]
    [InlineData(13, 1, "2,0,0,1", 2)]
    [InlineData(17, 2, "1,1,1,1", 4)]
    [InlineData(21, 1, "1,1,1,1", 4)]
    public void A_convolution_has_those_of_its_kernel_and_bias(int opset, int stride, string pads, int group)
    {
        foreach (object batch in (object[])["batch", 3])
        {
            GradientAssert.Differences(
                new GraphBuilder(opset).Input("x", batch, 4, 6, 7)
                    .Conv(8, 3, stride: stride, fourPads: [.. pads.Split(',').Select(long.Parse)], group: group, name: "conv").Node("Tanh").Conv(3, 1, inChannels: 8, name: "last")
                    .Output("y").Build(),
                Noise(3, 4, 6, 7), 1e-2, 1e-3, "conv.weight", "conv.bias", "last.weight", "last.bias", "x");
        }
    }

    [Theory]
    [InlineData("SAME_UPPER", 1)]
    [InlineData("SAME_UPPER", 2)]
    [InlineData("SAME_LOWER", 2)]
    [InlineData("SAME_LOWER", 3)]
    [InlineData("VALID", 2)]
    public void Padding_may_be_left_to_the_operator(string autoPad, int stride)
    {
        foreach (int kernel in (int[])[2, 3])
        {
            GradientAssert.Differences(
                new GraphBuilder().Input("x", "batch", 3, 8, 7).Conv(4, kernel, stride: stride, autoPad: autoPad, name: "conv").Output("y").Build(),
                Noise(2, 3, 8, 7), 0.5, 1e-5, "conv.weight", "conv.bias");
        }
    }

    [Fact]
    public void A_kernel_that_is_read_twice_has_the_sum() => GradientAssert.Differences(
        new GraphBuilder().Input("x", "batch", 4, 6, 5).RandomWeight("w", 4, 4, 3, 3)
            .Node("Conv", ["x", "w"], null, NodeBuilder.Ints("pads", 1, 1, 1, 1)).Node("Sigmoid")
            .Node("Conv", ["sigmoid1", "w"], null, NodeBuilder.Ints("strides", 2, 2)).Output("y").Build(),
        Noise(2, 4, 6, 5), 1e-2, 1e-3, "w");

    [Theory]
    [InlineData(1, 1, "0,0,0,0", "0,0", 1)]
    [InlineData(2, 1, "1,1,1,1", "1,1", 1)]
    [InlineData(2, 1, "0,1,2,1", "1,0", 2)]
    [InlineData(3, 1, "1,0,1,0", "2,1", 1)]
    [InlineData(1, 2, "2,2,2,2", "0,0", 2)]
    [InlineData(2, 2, "1,1,1,1", "1,1", 1)]
    public void A_transposed_convolution_has_that_of_its_kernel(int stride, int dilation, string pads, string outputPadding, int group) => GradientAssert.Differences(
        new GraphBuilder(opset: 11).Input("x", "batch", 4, 5, 6).RandomWeight("w", 4, 3, 3, 3).RandomWeight("b", 3 * group)
            .Node("ConvTranspose", ["x", "w", "b"], null, NodeBuilder.Ints("strides", stride, stride), NodeBuilder.Ints("dilations", dilation, dilation),
                NodeBuilder.Ints("pads", pads.Split(',').Select(long.Parse)), NodeBuilder.Ints("output_padding", outputPadding.Split(',').Select(long.Parse)),
                NodeBuilder.Int("group", group))
            .Output("y").Build(),
        Noise(2, 4, 5, 6), 0.5, 1e-5, "w", "b");

    [Theory]
    [InlineData(0, 0, 1, 1, 9)]
    [InlineData(0, 1, 0.5, 2, 13)]
    [InlineData(1, 0, 2, 0.5, 11)]
    [InlineData(1, 1, 1.5, 1, 21)]
    public void A_fully_connected_layer_has_those_of_its_matrix_and_bias(int turnsInput, int turnsWeight, double alpha, double beta, int opset) => GradientAssert.Differences(
        new GraphBuilder(opset).Input("x", turnsInput == 0 ? ["batch", 6] : [6, "batch"]).RandomWeight("w", turnsWeight == 0 ? [6, 4] : [4, 6]).RandomWeight("b", 4)
            .Node("Gemm", ["x", "w", "b"], null, NodeBuilder.Int("transA", turnsInput), NodeBuilder.Int("transB", turnsWeight),
                NodeBuilder.Float("alpha", (float)alpha), NodeBuilder.Float("beta", (float)beta))
            .Output("y").Build(),
        turnsInput == 0 ? Noise(3, 6) : Noise(6, 3), 0.5, 1e-5, "w", "b");

    [Fact]
    public void A_product_of_matrices_has_that_of_its_stored_factor()
    {
        GradientAssert.Differences(new GraphBuilder().Input("x", "batch", 6).MatMulAdd(6, 4).Output("y").Build(), Noise(3, 6), 0.5, 1e-5, "matmul1.weight", "matmul1.bias");
        GradientAssert.Differences(
            new GraphBuilder().Input("x", "batch", 2, 5, 6).MatMulAdd(6, 4).Output("y").Build(), Noise(3, 2, 5, 6), 0.5, 1e-5, "matmul1.weight", "matmul1.bias");
        GradientAssert.Differences(
            new GraphBuilder().Input("x", "batch", 2, 5, 6).RandomWeight("w", 2, 6, 4).Node("MatMul", ["x", "w"]).Output("y").Build(), Noise(3, 2, 5, 6), 0.5, 1e-5, "w");
    }

    [Theory]
    [InlineData("bi,io->bo", new long[] { 6, 4 })]
    [InlineData("...i,oi->...o", new long[] { 4, 6 })]
    [InlineData("bi,oi->ob", new long[] { 4, 6 })]
    [InlineData("bi,oji", new long[] { 2, 4, 6 })]
    [InlineData("bi, b i o -> o", new long[] { 3, 6, 4 })]
    [InlineData("bi,zio->bo", new long[] { 1, 6, 4 })]
    public void An_Einstein_sum_has_those_of_its_factors(string equation, long[] factor) => GradientAssert.Differences(
        new GraphBuilder(opset: 13).Input("x", 3, 6).RandomWeight("w", factor).Node("Einsum", ["x", "w"], null, NodeBuilder.String("equation", equation)).Output("y").Build(),
        Noise(3, 6), 0.5, 1e-5, "w", "x");

    [Theory]
    [InlineData("bi,ik,kl,lo->bo", 13)]
    [InlineData("bi,lo,kl,ik->bo", 21)]
    public void An_Einstein_sum_of_several_factors_has_those_of_each(string equation, int opset)
    {
        string[] labels = equation.Split("->")[0].Split(',');
        Dictionary<char, long> sizes = new() { ['i'] = 6, ['k'] = 3, ['l'] = 2, ['o'] = 4 };
        GraphBuilder network = new GraphBuilder(opset).Input("x", "batch", 6);
        foreach (string factor in labels.Skip(1))
        {
            network.RandomWeight(factor, [.. factor.Select(label => sizes[label])]);
        }

        // Linear in each of the factors, so that differences are as exact as rounding lets them be.
        GradientAssert.Differences(
            network.Node("Einsum", ["x", .. labels.Skip(1)], null, NodeBuilder.String("equation", equation)).Output("y").Build(), Noise(3, 6), 0.5, 1e-5, [.. labels.Skip(1), "x"]);
    }

    [Theory]
    [InlineData("bi,ii->bi", "diagonal")]
    [InlineData("bi,io->b", "alone")]
    [InlineData("ki,oi->ok", "alone", 1)]
    [InlineData("ib,io->bo", "repeats", 6, 1)]
    public void What_an_Einstein_sum_cannot_hand_back_is_named(string equation, string reason, long columns = 6, long rows = 6)
    {
        // Of one column x is repeated along w's six, of one row w along x's.
        OnnxModel model = new GraphBuilder(opset: 13).Input("x", 6, columns).RandomWeight("w", rows, 6)
            .Node("Einsum", ["x", "w"], null, NodeBuilder.String("equation", equation)).Output("y").Build();
        using Differentiated differentiated = new(model, "w");
        Assert.Contains(reason, differentiated.Graph.Unreached["w"].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, new long[] { 4, 6, 5 })]
    [InlineData(14, new long[] { 4, 6, 5 })]
    [InlineData(15, new long[] { 4 })]
    [InlineData(13, new long[] { 4, 7 })]
    public void Normalization_has_those_of_its_scale_bias_and_statistics(int opset, long[] sizes) => GradientAssert.Differences(
        new GraphBuilder(opset).Input("x", ["batch", .. sizes.Cast<object>()]).BatchNormalization(epsilon: 0.1f, name: "bn").Output("y").Build(),
        Noise([3, .. sizes]), 1e-2, 1e-3, "x", "bn.gamma", "bn.beta", "bn.mean", "bn.var");

    [Theory]
    [InlineData(9, new long[] { 4, 1, 1 })]
    [InlineData(16, new long[] { 1 })]
    [InlineData(13, new long[] { 4, 6, 5 })]
    public void Slopes_have_theirs(int opset, long[] slope) => GradientAssert.Differences(
        new GraphBuilder(opset).Input("x", "batch", 4, 6, 5).RandomWeight("slope", slope).Node("PRelu", ["x", "slope"]).Output("y").Build(),
        Noise(2, 4, 6, 5), 0.5, 1e-5, "slope");

    [Theory]
    [InlineData("Add", 9)]
    [InlineData("Sub", 13)]
    [InlineData("Mul", 14)]
    [InlineData("Div", 13)]
    public void Stored_operands_have_theirs(string opType, int opset)
    {
        foreach (long[] operand in (long[][])[[], [3, 1, 1], [5], [1, 3, 4, 1], [1]])
        {
            int count = (int)operand.Aggregate(1L, (product, size) => product * size);
            GradientAssert.Differences(
                new GraphBuilder(opset).Input("x", "batch", 3, 4, 5).Weight("k", operand, [.. ModelRunner.Noise(3, count).Select(number => number + 3)])
                    .Node(opType, ["x", "k"]).Output("y").Build(),
                Noise(2, 3, 4, 5), 1e-2, 1e-3, "k", "x");
        }
    }

    [Theory]
    [InlineData(9, "1,2,3")]
    [InlineData(13, "3,1,1")]
    [InlineData(21, "1,1,1")]
    public void Repeated_numbers_have_theirs(int opset, string times) => GradientAssert.Differences(
        new GraphBuilder(opset).Input("x", 6, 8, 15).RandomWeight("k", 2, 4, 5).Int64s("times", [.. times.Split(',').Select(long.Parse)]).Int64s("all", 6, 8, 15)
            .Node("Tile", ["k", "times"], ["some"]).Int64s("rest", [.. times.Split(',').Select(long.Parse).Zip((long[])[3, 2, 3], (by, most) => most / by)])
            .Node("Tile", ["some", "rest"], ["whole"]).Node("Mul", ["x", "whole"]).Output("y").Build(),
        Noise(6, 8, 15), 0.5, 1e-5, "k", "some");

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void Numbers_that_are_expanded_have_theirs(int opset)
    {
        GradientAssert.Differences(
            new GraphBuilder(opset).Input("x", 3, 4, 5).RandomWeight("k", 4, 1).Int64s("sizes", 3, 1, 5)
                .Node("Expand", ["k", "sizes"], ["whole"]).Node("Mul", ["x", "whole"]).Output("y").Build(),
            Noise(3, 4, 5), 0.5, 1e-5, "k");
        GradientAssert.Adjoint(
            new GraphBuilder(opset).Input("x", "batch", 4, 1).Int64s("sizes", 1, 1, 5).Node("Expand", ["x", "sizes"]).Output("y").Build(), 3, 4, 1);
        GradientAssert.Adjoint(
            new GraphBuilder(opset).Input("x", "batch", 4, 2).Int64s("times", 1, 3, 2).Node("Tile", ["x", "times"]).Output("y").Build(), 3, 4, 2);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(18)]
    public void A_mean_over_an_open_batch_has_its_adjoint(int opset)
    {
        foreach (bool keeps in (bool[])[true, false])
        {
            AttributeProto keep = NodeBuilder.Int("keepdims", keeps ? 1 : 0);
            GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", 4, 6, 5).Int64s("axes", 0, 2, 3);
            builder = opset >= 18 ? builder.Node("ReduceMean", ["x", "axes"], null, keep) : builder.Node("ReduceMean", ["x"], null, NodeBuilder.Ints("axes", 0, 2, 3), keep);
            GradientAssert.Adjoint(builder.Output("y").Build(), 3, 4, 6, 5);
        }
    }

    private static Dictionary<string, (float[] Numbers, long[] Sizes)> Noise(params long[] sizes) =>
        new() { ["x"] = (ModelRunner.Noise(1, (int)sizes.Aggregate((product, size) => product * size)), sizes) };
}
