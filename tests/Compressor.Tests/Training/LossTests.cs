using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using static RsdtrEdge.Compressor.Tests.Training.LinearNetwork;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Losses and their gradients, held to figures worked out in float64 from the definitions.</summary>
public sealed class LossTests
{
    private static readonly ShardPlan s_whole = new(8, 1, 1, 8);

    private static readonly LossSettings s_labels = new() { LabelWeight = 0.5f, DistillationWeight = 0 };

    [Theory]
    [InlineData(7, null)]
    [InlineData(12, null)]
    [InlineData(13, null)]
    [InlineData(18, null)]
    [InlineData(13, "Softmax")]
    [InlineData(11, "Softmax")]
    public void Cross_entropy_is_minus_the_logarithm_of_the_labels_probability(int opset, string? softmax)
    {
        OnnxModel model = Random(1, opset: opset, softmax: softmax);
        TrainingBatch batch = Batch(3, 8);
        (double loss, float[] gradient) = Run(model, null, s_labels, s_whole, batch);
        double[][] p = [.. Scores(model, batch.Images).Select(row => Softmax(row))];
        Assert.Equal(0.5 * p.Select((row, image) => -Math.Log(row[batch.Labels![image]])).Average(), loss, 5e-6);
        Close(LinearNetwork.Gradient([.. p.Select((row, image) => row.Select((value, k) => 0.5 * (value - (k == batch.Labels![image] ? 1 : 0)) / 8).ToArray())], batch.Images), gradient);
    }

    [Theory]
    [InlineData(11, "Flatten")]
    [InlineData(13, "Flatten")]
    [InlineData(13, "Reshape")]
    [InlineData(13, "Squeeze")]
    [InlineData(18, "Reshape")]
    public void A_Softmax_before_the_axes_of_one_position_are_dropped_is_taken_back_as_well(int opset, string drops)
    {
        // The same scores as [N, 3, 1, 1], then Softmax over the classes, then [N, 3].
        OnnxModel model = Random(1, opset: opset);
        GraphBuilder builder = new GraphBuilder(opset).Input("x", "batch", 1, 2, 3).Weight("w", [Classes, Features], W(model)).Weight("b", [Classes], B(model))
            .Flatten().Node("Gemm", ["flatten1", "w", "b"], null, NodeBuilder.Int("transB", 1)).Reshape(-1, Classes, 1, 1).Node("Softmax", null, null, NodeBuilder.Int("axis", 1));
        OnnxModel fully = (drops switch
        {
            "Flatten" => builder.Flatten(),
            "Reshape" => builder.Reshape(-1, 1, Classes).Reshape(-1, Classes),
            _ => builder.Int64s("axes", 2, 3).Node("Squeeze", [builder.Last, "axes"]),
        }).Output("z").Build();
        TrainingBatch batch = Batch(3, 8);
        LossSettings distills = new() { LabelWeight = 0, DistillationWeight = 1 };
        Same(Run(model, null, s_labels, s_whole, batch), Run(fully, null, s_labels, s_whole, batch));
        Same(Run(model, Random(2), distills, s_whole, batch), Run(fully, Random(2), distills, s_whole, batch));
        Same(Run(Random(2), model, distills, s_whole, batch), Run(Random(2), fully, distills, s_whole, batch));

        static void Same((double Loss, float[] Gradient) expected, (double Loss, float[] Gradient) found)
        {
            Assert.Equal(expected.Loss, found.Loss, 1e-6);
            Close([.. expected.Gradient.Select(number => (double)number)], found.Gradient);
        }
    }

    [Fact]
    public void A_Softmax_over_something_else_than_the_classes_stays()
    {
        // Over the last axis, of one position, it makes ones of all scores; the loss is then ln 3 whatever they are.
        OnnxModel model = new GraphBuilder(13).Input("x", "batch", 1, 2, 3).RandomWeight("w", Classes, Features).RandomWeight("b", Classes)
            .Flatten().Node("Gemm", ["flatten1", "w", "b"], null, NodeBuilder.Int("transB", 1)).Reshape(-1, Classes, 1, 1).Node("Softmax", null, null, NodeBuilder.Int("axis", 3))
            .Flatten().Output("z").Build();
        Assert.Equal(0.5 * Math.Log(3), Run(model, null, s_labels, s_whole, Batch(3, 8)).Loss, 1e-6);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(4f)]
    public void Distillation_is_the_divergence_of_softened_classes(float temperature)
    {
        (OnnxModel model, OnnxModel teacher) = (Random(1), Random(2, softmax: "Softmax"));
        TrainingBatch batch = Batch(3, 8) with { Labels = null };
        (double loss, float[] gradient) = Run(model, teacher, new LossSettings { Temperature = temperature, DistillationWeight = 2 }, s_whole, batch);
        double[][] q = [.. Scores(model, batch.Images).Select(row => Softmax(row, temperature))];
        double[][] p = [.. Scores(teacher, batch.Images).Select(row => Softmax(row, temperature))];
        double divergence = p.Zip(q, (wanted, own) => wanted.Zip(own, (x, y) => x * Math.Log(x / y)).Sum()).Average();
        Assert.Equal(2 * temperature * temperature * divergence, loss, 2e-5 * temperature);

        // d KL / d score = (q - p) / T.
        Close(LinearNetwork.Gradient([.. p.Zip(q, (wanted, own) => wanted.Zip(own, (x, y) => 2 * temperature * (y - x) / 8).ToArray())], batch.Images), gradient, 2e-5);
    }

    [Fact]
    public void A_network_that_is_its_teacher_loses_nothing()
    {
        OnnxModel model = Random(1);
        (double loss, float[] gradient) = Run(model, model, new LossSettings(), s_whole, Batch(3, 8));
        Assert.Equal(0, loss, 1e-6);
        Assert.All(gradient, number => Assert.Equal(0, number, 1e-6));
    }

    [Fact]
    public void Other_outputs_are_compared_relative_to_the_teachers_energy()
    {
        // [N, 1, 3]: no class scores.
        (OnnxModel model, OnnxModel teacher) = (Boxes(1), Boxes(2));
        TrainingBatch batch = Batch(3, 8) with { Labels = null };
        (double loss, float[] gradient) = Run(model, teacher, new LossSettings { DistillationWeight = 3 }, s_whole, batch);
        (double[][] a, double[][] b) = (Scores(model, batch.Images), Scores(teacher, batch.Images));
        double[] energy = [.. b.Select(row => row.Sum(value => value * value) + (1e-6 * Classes))];
        double[][] difference = [.. a.Zip(b, (own, wanted) => own.Zip(wanted, (x, y) => x - y).ToArray())];
        Assert.Equal(3 * difference.Select((row, image) => row.Sum(value => value * value) / energy[image]).Average(), loss, 1e-4);
        Close(LinearNetwork.Gradient([.. difference.Select((row, image) => row.Select(value => 3 * 2 * value / energy[image] / 8).ToArray())], batch.Images), gradient, 1e-5);

        static OnnxModel Boxes(int seed) => new GraphBuilder().Input("x", "batch", 1, 2, 3)
            .Weight("w", [Classes, Features], ModelRunner.Noise(seed, Classes * Features)).Weight("b", [Classes], ModelRunner.Noise(seed + 100, Classes))
            .Flatten().Node("Gemm", ["flatten1", "w", "b"], null, NodeBuilder.Int("transB", 1)).Reshape(-1, 1, Classes).Output("boxes").Build();
    }

    [Fact]
    public void A_row_that_is_to_be_taken_for_values_is_compared_like_them()
    {
        (OnnxModel model, OnnxModel teacher) = (Random(1), Random(2));
        TrainingBatch batch = Batch(3, 8) with { Labels = null };
        (double loss, _) = Run(model, teacher, new LossSettings { Outputs = OutputKind.Values }, s_whole, batch);
        double expected = Scores(model, batch.Images).Zip(Scores(teacher, batch.Images), (own, wanted) =>
            own.Zip(wanted, (x, y) => (x - y) * (x - y)).Sum() / (wanted.Sum(value => value * value) + (1e-6 * Classes))).Average();
        Assert.Equal(expected, loss, 1e-5 * expected);
    }

    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(2, 1, 4)]
    [InlineData(4, 1, 2)]
    [InlineData(2, 2, 2)]
    public void Outputs_whose_first_axis_is_not_the_batch_have_one_loss_however_it_is_cut(int shards, int runs, int images)
    {
        // [1, N, 3], of the same image again and again: each cut has the ratio of that image.
        (OnnxModel model, OnnxModel teacher) = (Rows(1), Rows(2));
        float[] image = ModelRunner.Noise(3, Features);
        TrainingBatch batch = new([.. Enumerable.Repeat(image, 8).SelectMany(numbers => numbers)], null);
        (double loss, _) = Run(model, teacher, new LossSettings { DistillationWeight = 3 }, new ShardPlan(8, shards, runs, images), batch);
        (double[] own, double[] wanted) = (Scores(model, image)[0], Scores(teacher, image)[0]);
        double expected = 3 * own.Zip(wanted, (x, y) => (x - y) * (x - y)).Sum() / (wanted.Sum(value => value * value) + (1e-6 * Classes));
        Assert.Equal(expected, loss, 1e-5 * expected);

        static OnnxModel Rows(int seed) => new GraphBuilder().Input("x", "batch", 1, 2, 3)
            .Weight("w", [Classes, Features], ModelRunner.Noise(seed, Classes * Features)).Weight("b", [Classes], ModelRunner.Noise(seed + 100, Classes))
            .Flatten().Node("Gemm", ["flatten1", "w", "b"], null, NodeBuilder.Int("transB", 1)).Reshape(1, -1, Classes).Output("rows").Build();
    }

    [Fact]
    public void Features_are_compared_where_branches_meet()
    {
        // relu(x + W x), and scores from it that are the same whatever it is: the features alone make the loss.
        (OnnxModel model, OnnxModel teacher) = (Residual(1), Residual(2));
        TrainingBatch batch = Batch(3, 8) with { Labels = null };
        LossSettings settings = new() { DistillationWeight = 0, FeatureWeight = 1 };
        (double loss, _) = Run(model, teacher, settings, s_whole, batch);
        IReadOnlyDictionary<string, float[]> own = ModelRunner.Run(Exposed(model), 3, 8, 1, 2, 3);
        IReadOnlyDictionary<string, float[]> wanted = ModelRunner.Run(Exposed(teacher), 3, 8, 1, 2, 3);
        double expected = own["joined"].Chunk(Features).Zip(wanted["joined"].Chunk(Features), (x, y) =>
            x.Zip(y, (one, other) => Math.Pow((double)one - other, 2)).Sum() / (y.Sum(value => (double)value * value) + (1e-6 * Features))).Average();
        Assert.Equal(expected, loss, 1e-5 * expected);

        static OnnxModel Residual(int seed) => new GraphBuilder().Input("x", "batch", 1, 2, 3)
            .Weight("w", [Features, Features], ModelRunner.Noise(seed, Features * Features)).RandomWeight("v", Classes, Features).Weight("zero", [Features], new float[Features])
            .Flatten().Node("Gemm", ["flatten1", "w", "zero"], ["branch"]).Node("Add", ["branch", "flatten1"], ["sum"]).Node("Relu", ["sum"], ["joined"])
            .Node("MatMul", ["joined", "u"], ["y"]).RandomWeight("u", Features, Classes).Output("y").Build();

        static OnnxModel Exposed(OnnxModel model)
        {
            OnnxModel copy = model.Clone();
            copy.Proto.Graph.Output.Clear();
            copy.Proto.Graph.Output.Add(GraphBuilder.ValueInfo("joined", "batch", Features));
            return copy;
        }
    }

    [Theory]
    [InlineData(2, 1, 4)]
    [InlineData(4, 1, 2)]
    [InlineData(2, 4, 1)]
    [InlineData(1, 8, 1)]
    public void Parts_of_a_batch_add_up(int shards, int runs, int images)
    {
        (OnnxModel model, OnnxModel teacher) = (Random(1), Random(2));
        LossSettings settings = new() { LabelWeight = 1, DistillationWeight = 1 };
        TrainingBatch batch = Batch(3, 8);
        (double loss, float[] gradient) = Run(model, teacher, settings, s_whole, batch);
        (double parts, float[] sum) = Run(model, teacher, settings, new ShardPlan(8, shards, runs, images), batch);
        Assert.Equal(loss, parts, 1e-5);
        Close([.. gradient.Select(value => (double)value)], sum, 3e-6);
    }
}
