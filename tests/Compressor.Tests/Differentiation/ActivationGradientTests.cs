using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Functions of single numbers, held to their derivatives worked out by hand in float64; and those of rows.</summary>
public sealed class ActivationGradientTests
{
    private static readonly float[] Places = [-7.5f, -3.25f, -2.9f, -1.5f, -0.75f, -0.125f, 0.0625f, 0.4f, 0.9f, 1.75f, 2.5f, 2.75f, 3.5f, 6.5f];

    public static TheoryData<string, int> Functions => new()
    {
        { "Relu", 7 }, { "Relu", 13 }, { "LeakyRelu", 13 }, { "LeakyRelu by default", 7 }, { "PRelu", 13 }, { "Clip", 7 }, { "Clip", 13 }, { "Clip above", 13 },
        { "Sigmoid", 7 }, { "Tanh", 13 }, { "HardSigmoid", 13 }, { "HardSigmoid by default", 9 }, { "HardSwish", 14 }, { "Exp", 13 }, { "Neg", 13 }, { "Abs", 13 },
        { "Reciprocal", 13 }, { "Sqrt of Abs", 13 }, { "Log of Abs", 13 }, { "Floor", 13 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_its_derivative(string name, int opset)
    {
        (AttributeProto[] attributes, Func<double, double> derivative) = Derivative(name, opset);
        string opType = name.Split(' ')[0];
        GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", Places.Length).Weight("low", [], -1).Weight("high", [], 2);
        builder = name.EndsWith("of Abs", StringComparison.Ordinal) ? builder.Node("Abs").Node(opType) : builder.Node(
            opType, opType == "PRelu" ? ["x", "low"] : opType == "Clip" && opset >= 11 ? name == "Clip" ? ["x", "low", "high"] : ["x", "", "high"] : ["x"], null, attributes);

        // Beside it a path of slope 1, so that a gradient of zero is one, too.
        OnnxModel model = builder.Node("Add", [builder.Last, "x"]).Output("y").Build();
        foreach (bool ownOperators in (bool[])[false, true])
        {
            using Differentiated network = new(model, ownOperators, "x");
            float[] v = ModelRunner.Noise(5, Places.Length);
            float[] gradient = network.Backward(new() { ["x"] = (Places, [1, Places.Length]) }, [(v, [1, Places.Length])])["x"];
            for (int index = 0; index < v.Length; index++)
            {
                double expected = v[index] * (derivative(Places[index]) + 1);
                Assert.True(Math.Abs(gradient[index] - expected) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{name}'({Places[index]}): {gradient[index]} is not {expected}");
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(2f)]
    public void At_a_kink_the_derivative_is_one_of_a_side(float place)
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 1).Weight("low", [], -1).Weight("high", [], 2)
            .Node("Clip", ["x", "low", "high"], ["clipped"]).Node("Relu", ["x"], ["relu"]).Output("a", "clipped").Output("b", "relu").Build();
        using Differentiated network = new(model, "x");
        Dictionary<string, (float[], long[])> inputs = new() { ["x"] = ([place], [1, 1]) };
        Assert.Contains(network.Backward(inputs, [([1], [1, 1]), ([0], [1, 1])])["x"][0], (float[])[0, 1]);
        Assert.Equal(place > 0 ? 1 : 0, network.Backward(inputs, [([0], [1, 1]), ([1], [1, 1])])["x"][0]);
    }

    [Theory]
    [InlineData("Softmax", 13, -1)]
    [InlineData("Softmax", 13, 1)]
    [InlineData("Softmax", 11, 1)]
    [InlineData("Softmax", 7, 2)]
    [InlineData("LogSoftmax", 13, 2)]
    [InlineData("LogSoftmax", 11, 1)]
    public void Softmax_has_its_derivative(string opType, int opset, int axis) => GradientAssert.Differences(
        new GraphBuilder(opset).Input("x", "batch", 3, 4).Node(opType, null, null, NodeBuilder.Int("axis", axis)).Output("y").Build(),
        new() { ["x"] = (ModelRunner.Noise(1, 24), [2, 3, 4]) }, 1e-2, 1e-3, "x");

    [Fact]
    public void Batch_normalization_has_its_adjoint() => Assert.All((int[])[7, 9, 15], opset => GradientAssert.Adjoint(
        new GraphBuilder(opset).Input("x", "batch", 3, 4, 5).BatchNormalization(epsilon: 0.1f).Output("y").Build(), 2, 3, 4, 5));

    private static (AttributeProto[] Attributes, Func<double, double> Derivative) Derivative(string name, int opset) => name switch
    {
        "Relu" => ([], x => x > 0 ? 1 : 0),
        "LeakyRelu" => ([NodeBuilder.Float("alpha", 0.25f)], x => x > 0 ? 1 : 0.25),
        "LeakyRelu by default" => ([], x => x > 0 ? 1 : 0.01),
        "PRelu" => ([], x => x > 0 ? 1 : -1),
        "Clip" => (opset < 11 ? [NodeBuilder.Float("min", -1), NodeBuilder.Float("max", 2)] : [], x => x is > -1 and < 2 ? 1 : 0),
        "Clip above" => ([], x => x < 2 ? 1 : 0),
        "Sigmoid" => ([], x => Math.Exp(-x) / Math.Pow(1 + Math.Exp(-x), 2)),
        "Tanh" => ([], x => 1 / Math.Pow(Math.Cosh(x), 2)),
        "HardSigmoid" => ([NodeBuilder.Float("alpha", 0.5f), NodeBuilder.Float("beta", 0.25f)], x => (0.5 * x) + 0.25 is > 0 and < 1 ? 0.5 : 0),
        "HardSigmoid by default" => ([], x => (0.2 * x) + 0.5 is > 0 and < 1 ? 0.2 : 0),
        "HardSwish" => ([], x => x <= -3 ? 0 : x >= 3 ? 1 : (x / 3) + 0.5),
        "Exp" => ([], Math.Exp),
        "Neg" => ([], _ => -1),
        "Abs" => ([], x => Math.Sign(x)),
        "Reciprocal" => ([], x => -1 / (x * x)),
        "Sqrt of Abs" => ([], x => 0.5 * Math.Sign(x) / Math.Sqrt(Math.Abs(x))),
        "Log of Abs" => ([], x => 1 / x),
        "Floor" => ([], _ => 0),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
