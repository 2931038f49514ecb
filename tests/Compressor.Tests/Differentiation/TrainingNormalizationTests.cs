using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Normalization by the batch, in both of its forms.</summary>
public sealed class TrainingNormalizationTests
{
    private const float Epsilon = 0.1f;

    private static readonly long[] s_sizes = [5, 3, 4, 2];

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(21)]
    public void It_normalizes_by_the_batch_and_has_its_gradients(int opset)
    {
        foreach (long[] sizes in (long[][])[s_sizes, [5, 3], [5, 3, 4]])
        {
            GradientAssert.Differences(
                Trained(opset, sizes).Model, new() { ["x"] = (Images(sizes), sizes) }, 1e-2, 1e-3, "x", "bn.gamma", "bn.beta");
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(21)]
    public void It_gives_what_the_definition_gives(int opset)
    {
        TrainingNormalization training = Trained(opset, s_sizes);
        Assert.Equal(["bn.mean", "bn.var"], training.UpdateOf.Keys.Order());
        foreach (string update in training.UpdateOf.Values)
        {
            training.Model.Proto.Graph.Output.Add(GraphBuilder.ValueInfo(update, 3));
        }

        training.Model.Graph.Changed();
        float[] x = Images(s_sizes);
        using InferenceSession session = ModelRunner.Load(training.Model);
        using Tensor input = Tensor.Create<float>(x, s_sizes);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = input });
        float[] y = outputs["y"].ToArray<float>();
        for (int channel = 0; channel < 3; channel++)
        {
            int[] places = [.. Enumerable.Range(0, x.Length).Where(index => index / 8 % 3 == channel)];
            double mean = places.Average(index => (double)x[index]);
            double variance = places.Average(index => Math.Pow(x[index] - mean, 2));
            (float scale, float bias) = (Stored("bn.gamma")[channel], Stored("bn.beta")[channel]);
            Assert.All(places, index => Assert.Equal((scale * (x[index] - mean) / Math.Sqrt(variance + Epsilon)) + bias, y[index], 1e-5));
            Assert.Equal((0.9 * Stored("bn.mean")[channel]) + (0.1 * mean), outputs[training.UpdateOf["bn.mean"]].ToArray<float>()[channel], 1e-5);
            Assert.Equal((0.9 * Stored("bn.var")[channel]) + (0.1 * variance), outputs[training.UpdateOf["bn.var"]].ToArray<float>()[channel], 1e-5);
        }

        float[] Stored(string name) => TensorReader.ToFloats(training.Model.Graph.Initializer(name)!);
    }

    [Fact]
    public void Both_forms_have_the_same_gradients()
    {
        float[] v = ModelRunner.Noise(2, 120);
        Dictionary<string, float[]>[] forms = [.. ((int[])[13, 14]).Select(opset =>
        {
            using Differentiated network = new(Trained(opset, s_sizes).Model, "x", "bn.gamma", "bn.beta");
            return network.Backward(new() { ["x"] = (Images(s_sizes), s_sizes) }, [(v, s_sizes)]);
        })];
        Assert.All(forms[0].Keys, value => Assert.All(forms[0][value].Zip(forms[1][value]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)));
    }

    [Fact]
    public void Statistics_that_two_nodes_share_or_that_are_computed_stay()
    {
        OnnxModel model = new GraphBuilder(15).Input("x", "batch", 3, 4, 4).BatchNormalization(name: "a")
            .Node("BatchNormalization", ["a", "a.gamma", "a.beta", "a.mean", "a.var"]).Node("Abs", ["a.gamma"], ["computed"])
            .Node("BatchNormalization", ["batchnormalization1", "a.gamma", "a.beta", "a.beta", "computed"]).Output("y").Build();
        TrainingNormalization training = TrainingNormalization.Of(model, ShapeInference.Infer(model));
        Assert.Empty(training.UpdateOf);
        Assert.Equal(model.Proto.Graph, training.Model.Proto.Graph);
    }

    [Fact]
    public void A_statistic_that_is_the_scale_or_the_bias_too_stays()
    {
        foreach (string[] inputs in (string[][])[["x", "b", "a", "c", "b"], ["x", "a", "b", "b", "c"], ["x", "a", "b", "c", "c"]])
        {
            OnnxModel model = new GraphBuilder(15).Input("x", "batch", 3, 4, 4).RandomWeight("a", 3).RandomWeight("b", 3).RandomWeight("c", 3)
                .Node("BatchNormalization", inputs).Output("y").Build();
            Assert.Empty(TrainingNormalization.Of(model, ShapeInference.Infer(model)).UpdateOf);
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    public void Further_outputs_that_nothing_reads_do_not_matter(int opset)
    {
        OnnxModel model = new GraphBuilder(opset).Input("x", "batch", 3, 4, 4).BatchNormalization(name: "bn").Output("y").Build();
        string[] further = ["m", "v", "saved m", "saved v"];
        model.Proto.Graph.Node[0].Output.Add(further);
        TrainingNormalization training = TrainingNormalization.Of(model, ShapeInference.Infer(model));
        Assert.Equal(["bn.mean", "bn.var"], training.UpdateOf.Keys.Order());
        Assert.DoesNotContain(training.Model.Proto.Graph.Node, node => node.Output.Intersect(further).Any());

        model.Proto.Graph.Output.Add(GraphBuilder.ValueInfo("m", 3));
        model.Graph.Changed();
        Assert.Empty(TrainingNormalization.Of(model, ShapeInference.Infer(model)).UpdateOf);
    }

    private static TrainingNormalization Trained(int opset, long[] sizes)
    {
        OnnxModel model = new GraphBuilder(opset).Input("x", ["batch", .. sizes.Skip(1).Cast<object>()]).BatchNormalization(Epsilon, name: "bn").Output("y").Build();
        return TrainingNormalization.Of(model, ShapeInference.Infer(model));
    }

    // Channels of different levels and spreads.
    private static float[] Images(long[] sizes)
    {
        int length = (int)sizes.Aggregate((product, size) => product * size);
        int plane = (int)sizes.Skip(2).Aggregate(1L, (product, size) => product * size);
        return [.. ModelRunner.Noise(1, length).Select((number, index) => (number * (1 + (index / plane % 3))) + (index / plane % 3))];
    }
}
