using RsdtrEdge.Compressor.Calibration.Normalization;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Calibration.Normalization;

/// <summary>What a network's normalizations say of its values.</summary>
public sealed class AssumedInputsTests
{
    [Fact]
    public void A_folded_normalization_says_what_is_behind_it()
    {
        // The first channel is N(0, 1), so that max(x, 0) is known; the second never varies.
        ChannelStatistics rectified = Run(Normalized().Relu(), "y");
        Assert.Equal(1 / Math.Sqrt(2 * Math.PI), rectified.Mean[0], 1e-12);
        Assert.Equal(0.5 - (1 / (2 * Math.PI)), rectified.Variance[0], 1e-12);
        Assert.Equal((2.0, 0.0), (rectified.Mean[1], rectified.Variance[1]));
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Concat")]
    [InlineData("Pools")]
    [InlineData("Flatten")]
    [InlineData("Reshape")]
    [InlineData("ReduceMean")]
    [InlineData("Clip")]
    [InlineData("ClipAttribute")]
    public void Operators_carry_it_on(string what)
    {
        GraphBuilder builder = Normalized(what == "ClipAttribute" ? 10 : 13);
        (double[] mean, double[] variance) = what switch
        {
            "Add" => (new double[] { 0, 4 }, new double[] { 2, 0 }),
            "Concat" => ([0, 2, 0, 2], [1, 0, 1, 0]),
            "Flatten" or "Reshape" => ([0, 0, 0, 0, 2, 2, 2, 2], [1, 1, 1, 1, 0, 0, 0, 0]),
            // Clipped to [-0, 1] N(0, 1) has a mean of phi(0) - phi(1) + 1 - Phi(1); the tests of the moments see to its variance.
            "Clip" or "ClipAttribute" => ([0.3989422804014327 - 0.24197072451914337 + 0.15865525393145705, 1], []),
            _ => ([0, 2], [1, 0]),
        };
        builder = what switch
        {
            "Add" => builder.Node("Add", ["normal", "normal"]),
            "Concat" => builder.Node("Concat", ["normal", "normal"], null, NodeBuilder.Int("axis", 1)),
            "Pools" => builder.MaxPool(1, 1).Node("Identity").GlobalAveragePool(),
            "Flatten" => builder.Flatten(),
            "Reshape" => builder.Reshape(1, -1),
            "ReduceMean" => builder.Node("ReduceMean", null, null, NodeBuilder.Ints("axes", 2, 3), NodeBuilder.Int("keepdims", 0)),
            "Clip" => builder.Weight("low", [], 0).Weight("high", [], 1).Node("Clip", ["normal", "low", "high"]),
            _ => builder.Node("Clip", null, null, NodeBuilder.Float("min", 0), NodeBuilder.Float("max", 1)),
        };
        ChannelStatistics found = Run(builder, "y");
        Assert.All(mean.Zip(found.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(mean.Length, found.Count);
        Assert.All(variance.Zip(found.Variance), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_normalization_that_stays_a_node_says_as_much()
    {
        // Its convolution is an output as well.
        GraphBuilder builder = Normalized().Output("y", "normal").Output("conv", "conv");
        CanonicalModel canonical = Canonicalizer.Run(builder.Build());
        Assert.Empty(canonical.FoldedBatchNormalizations);
        Assert.Equal([0, 2], ChannelPropagation.Run(canonical, Shapes(canonical))["y"].Mean);
    }

    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("a sum with an unknown value")]
    [InlineData("a sum over other axes")]
    [InlineData("another axis")]
    public void What_is_not_understood_is_unknown(string what)
    {
        GraphBuilder builder = Normalized();
        builder = what switch
        {
            "Sigmoid" => builder.Sigmoid(),
            "a sum with an unknown value" => builder.Add("image"),
            "a sum over other axes" => builder.GlobalAveragePool().Add("normal"),
            _ => builder.Node("Concat", ["normal", "normal"], null, NodeBuilder.Int("axis", 2)),
        };
        CanonicalModel canonical = Canonicalizer.Run(builder.Output("y").Build());
        Assert.DoesNotContain("y", ChannelPropagation.Run(canonical, Shapes(canonical)).Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_a_bias_moments_are_about_the_mean(bool bias)
    {
        // A second channel that is always 2 counts only where no bias makes up for it.
        AssumedInput input = Find(Normalized().Conv(4, 3, pads: 1, bias: bias, inChannels: 2).Output("y").Build())[^1];
        Assert.Equal([1, 0, 0, bias ? 0 : 4], input.ChannelMoment!.Data);
        Assert.Equal(bias ? [.. Enumerable.Repeat(0.0, 9), .. Enumerable.Repeat(2.0, 9)] : null, input.MeanPatch);
        Assert.True(input.IsSmooth);
    }

    [Fact]
    public void Positions_are_the_less_alike_the_farther_apart()
    {
        Matrix moment = new AssumedInput(new Matrix(2, 2, [4, 0, 0, 9]), null, IsSmooth: true).SecondMoment(new KernelShape(1, 2, 2, 2));
        // Side by side 0.7, across 0.7^sqrt(2); between channels nothing.
        double across = Math.Pow(0.7, Math.Sqrt(2));
        double[] first = [4, 4 * 0.7, 4 * 0.7, 4 * across];
        Assert.All(first.Select((expected, b) => (expected, moment[0, b])), pair => Assert.Equal(pair.expected, pair.Item2, 1e-12));
        Assert.Equal(9 * across, moment[5, 6], 1e-12);
        Assert.All(Enumerable.Range(0, 4), a => Assert.All(Enumerable.Range(4, 4), b => Assert.Equal((0, 0), (moment[a, b], moment[b, a]))));
        Assert.All(moment.Data.Select((_, i) => (i / 8, i % 8)), at => Assert.Equal(moment[at.Item1, at.Item2], moment[at.Item2, at.Item1]));
    }

    [Fact]
    public void Where_one_layer_is_too_wide_none_is_smooth()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 160, 4, 4).Conv(8, 3, pads: 1).Conv(8, 3, pads: 1).Output("y").Build();
        Assert.All(Find(model), input => Assert.Equal(new AssumedInput(null, null, IsSmooth: false), input));
    }

    [Fact]
    public void The_report_says_what_steered()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        NpyWriter.Save(data, ModelRunner.Noise(seed: 3, 8 * 3 * 16 * 16), 8, 3, 16, 16);
        CompressionOptions options = new() { Budget = Budgets.OfOptions("60%"), Threads = 1 };
        Assert.Equal("folded batch normalization", Steering(SmallNetworks.Normalized(), options));
        Assert.Equal("kernel norms", Steering(SmallNetworks.Residual(), options));
        Assert.Equal("calibration images", Steering(SmallNetworks.Normalized(), options with { Calibration = data }));
    }

    [Fact]
    public void Factors_that_normalizations_steer_fit_the_file_limit_too()
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Normalized(), new CompressionOptions { Budget = Budgets.OfFile("\"modelBytes\": \"75%\""), Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        // At least one bias makes up for a mean.
        Assert.Contains(result.Model!.Graph.Proto.Initializer, tensor => tensor.Name.Contains("shifted", StringComparison.Ordinal));
    }

    private static string Steering(OnnxModel source, CompressionOptions options) =>
        ModelCompressor.Compress(source, options).Report.Allocation!.Steering;

    // Two channels behind the normalization 'normal': N(0, 1), and 2 without variance.
    private static GraphBuilder Normalized(long opset = 13)
    {
        GraphBuilder builder = new GraphBuilder(opset).Input("image", 1, 2, 2, 2).Conv(2, 1, name: "conv")
            .Weight("gamma", [2], -1, 0).Weight("beta", [2], 0, 2).Weight("mean", [2], 3, 4).Weight("variance", [2], 5, 6);
        return builder.Node("BatchNormalization", ["conv", "gamma", "beta", "mean", "variance"], ["normal"]);
    }

    private static ChannelStatistics Run(GraphBuilder builder, string value)
    {
        CanonicalModel canonical = Canonicalizer.Run(builder.Output(value).Build());
        return ChannelPropagation.Run(canonical, Shapes(canonical))[value];
    }

    private static IReadOnlyList<AssumedInput> Find(OnnxModel model)
    {
        CanonicalModel canonical = Canonicalizer.Run(model);
        ShapeTable shapes = Shapes(canonical);
        return AssumedInputs.Find(canonical, LayerFinder.Find(canonical.Model, shapes), shapes);
    }

    private static ShapeTable Shapes(CanonicalModel canonical) => ShapeInference.Infer(canonical.Model, new ShapeInferenceOptions { OpenBatch = 1 });
}
