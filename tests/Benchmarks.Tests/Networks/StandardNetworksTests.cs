using RsdtrEdge.Benchmarks.Networks;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Tests.Networks;

public sealed class StandardNetworksTests
{
    // MACs of a 3x3 convolution within a stage, the same in all four: width^2 * 9 * side^2, for example 64^2 * 9 * 56^2.
    private const long Inner = 115_605_504;

    // conv1 64 * (3 * 7 * 7) * 112^2, and the classifier 512 * 1000.
    private const long Ends = 118_013_952 + 512_000;

    // The first block of stages 2 to 4: half of Inner for the step from half the width, and the 1x1 shortcut, a ninth of that.
    private const long Step = (Inner / 2) + (Inner / 18);

    public static TheoryData<string, long, long> Published => new()
    {
        // 11,689,512 are published, with gamma and beta for 64 + 4 * 64 + 5 * 128 + 5 * 256 + 5 * 512 = 4,800 channels; folded, a bias each.
        // Convolutions inside stages: 4 + 3 * 3.
        { "resnet18", 11_689_512 - 4_800, Ends + (13 * Inner) + (3 * Step) },

        // 21,797,672, and 64 + 6 * 64 + 9 * 128 + 13 * 256 + 7 * 512 = 8,512 channels. Inside: 6 + 7 + 11 + 5.
        { "resnet34", 21_797_672 - 8_512, Ends + (29 * Inner) + (3 * Step) },

        // No normalization: as published. Convolutions at 224: 64 * 27 and 64 * 576; at 112: 128 * 576 and 128 * 1152; at 56: 256 * 1152 and twice
        // 256 * 2304; at 28: 512 * 2304 and twice 512 * 4608; at 14: three times 512 * 4608. Then 4096 * 25088, 4096 * 4096, 1000 * 4096.
        {
            "vgg16", 138_357_544,
            (224 * 224L * 64 * (27 + 576)) + (112 * 112L * 128 * (576 + 1152)) + (56 * 56L * 256 * (1152 + (2 * 2304)))
                + (28 * 28L * 512 * (2304 + (2 * 4608))) + (14 * 14L * 512 * 3 * 4608) + 102_760_448 + 16_777_216 + 4_096_000
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Parameters_and_MACs_are_those_of_the_published_architecture(string name, long parameters, long macs)
    {
        ModelCost cost = ModelCost.Measure(StandardNetworks.Build(name, new DimensionsOnly()));
        Assert.Equal((parameters, macs), (cost.Parameters, cost.Macs));
    }

    [Theory]
    [InlineData("resnet18", 1.81)]
    [InlineData("resnet34", 3.66)]
    [InlineData("vgg16", 15.47)]
    public void The_hand_arithmetic_agrees_with_the_published_GMACs(string name, double published) =>
        Assert.Equal(published, ModelCost.Measure(StandardNetworks.Build(name, new DimensionsOnly())).Macs!.Value / 1e9, tolerance: 0.005);

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    public void Activations_neither_die_nor_explode(string name)
    {
        float[] logits = Run(StandardNetworks.Build(name));
        Assert.Equal(1000, logits.Length);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
        double mean = logits.Average();
        Assert.InRange(Math.Sqrt(logits.Average(logit => (logit - mean) * (logit - mean))), 0.1, 10);
    }

    [Fact]
    public void The_same_network_has_the_same_weights()
    {
        OnnxModel first = StandardNetworks.Build("resnet18");
        OnnxModel second = StandardNetworks.Build("resnet18");
        Assert.Equal(first.Proto, second.Proto);
    }

    [Fact]
    public void An_unknown_name_is_refused() => Assert.Throws<ArgumentException>(() => StandardNetworks.Build("resnet19"));

    private static float[] Run(OnnxModel model)
    {
        using InferenceSession session = ModelRunner.Load(model);
        using Tensor input = Tensor.Create<float>(SeededInput.Normal(3 * 224 * 224, seed: 1), 1, 3, 224, 224);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { [session.Inputs[0].Name] = input });
        return outputs[session.Outputs[0].Name].ToArray<float>();
    }
}
