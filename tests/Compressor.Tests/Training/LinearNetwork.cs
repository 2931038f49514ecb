using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>A network with one fully connected layer, whose losses and gradients can be worked out by hand; and runs of training graphs.</summary>
internal static class LinearNetwork
{
    public const int Features = 6;
    public const int Classes = 3;

    /// <summary>y = W x + b with the initializers <c>w</c> [classes, features] and <c>b</c>.</summary>
    public static OnnxModel Build(float[] w, float[] b, object? batch = null, int opset = 13, string? softmax = null)
    {
        GraphBuilder builder = new GraphBuilder(opset).Input("x", batch ?? "batch", 1, 2, 3).Weight("w", [Classes, Features], w).Weight("b", [Classes], b)
            .Flatten().Node("Gemm", ["flatten1", "w", "b"], ["y"], NodeBuilder.Int("transB", 1));
        return (softmax is null ? builder : builder.Node(softmax, null, null, NodeBuilder.Int("axis", 1))).Output("z").Build();
    }

    public static OnnxModel Random(int seed, object? batch = null, int opset = 13, string? softmax = null) =>
        Build(ModelRunner.Noise(seed, Classes * Features), ModelRunner.Noise(seed + 100, Classes), batch, opset, softmax);

    public static float[] W(OnnxModel model) => TensorReader.ToFloats(model.Graph.Initializer("w")!);

    public static float[] B(OnnxModel model) => TensorReader.ToFloats(model.Graph.Initializer("b")!);

    public static TrainingBatch Batch(int seed, int images) =>
        new(ModelRunner.Noise(seed, images * Features), [.. Enumerable.Range(0, images).Select(image => (long)((image * 2) + seed) % Classes)]);

    /// <summary>W x + b in float64, a row an image.</summary>
    public static double[][] Scores(OnnxModel model, float[] images)
    {
        (float[] w, float[] b) = (W(model), B(model));
        return [.. images.Chunk(Features).Select(x =>
            Enumerable.Range(0, Classes).Select(k => b[k] + Enumerable.Range(0, Features).Sum(f => (double)w[(k * Features) + f] * x[f])).ToArray())];
    }

    public static double[] Softmax(double[] scores, double temperature = 1)
    {
        double largest = scores.Max();
        double[] powers = [.. scores.Select(score => Math.Exp((score - largest) / temperature))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    /// <summary>The gradients of W and b in the order of the vector, from those of the scores.</summary>
    public static double[] Gradient(double[][] ofScores, float[] images)
    {
        double[] gradient = new double[(Classes * Features) + Classes];
        float[][] rows = [.. images.Chunk(Features)];
        for (int image = 0; image < rows.Length; image++)
        {
            for (int k = 0; k < Classes; k++)
            {
                for (int f = 0; f < Features; f++)
                {
                    gradient[(k * Features) + f] += ofScores[image][k] * rows[image][f];
                }

                gradient[(Classes * Features) + k] += ofScores[image][k];
            }
        }

        return gradient;
    }

    /// <summary>The loss and the gradient as the graphs give them, the shards added up.</summary>
    public static (double Loss, float[] Gradient) Run(OnnxModel model, OnnxModel? teacher, LossSettings settings, ShardPlan plan, TrainingBatch batch)
    {
        TrainingNetwork network = TrainingNetwork.Of(model);
        TrainingNetwork? taught = teacher is null ? null : TrainingNetwork.Of(teacher);
        LossTargets targets = LossTargets.Of(network, taught, settings, plan.ImagesPerRun);
        StepGraph graph = StepGraph.Of(network, targets, settings, plan);
        using InferenceSession step = ModelRunner.Load(graph.Model);
        using InferenceSession? teaching = targets.TeacherValues.Count > 0 ? ModelRunner.Load(TeacherGraph.Of(taught!, plan.ImagesPerRun, targets.TeacherValues)) : null;
        using Tensor parameters = Tensor.Create<float>(graph.Layout.Read(model), graph.Layout.Length);
        double loss = 0;
        float[] sum = new float[graph.Layout.Length];
        for (int shard = 0; shard < plan.Shards; shard++)
        {
            using ShardRunner runner = new(network, graph, plan, shard, step, teaching);
            runner.Run(batch, parameters);
            loss += runner.Loss;
            sum = [.. sum.Zip(runner.Gradient.AsSpan<float>().ToArray(), (x, y) => x + y)];
        }

        return (loss, sum);
    }

    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double tolerance = 2e-6)
    {
        Assert.Equal(expected.Count, actual.Count);
        double scale = expected.Max(Math.Abs);
        for (int index = 0; index < expected.Count; index++)
        {
            Assert.True(Math.Abs(expected[index] - actual[index]) <= tolerance * scale, $"{actual[index]} is not {expected[index]} at {index} within {tolerance} of {scale}");
        }
    }
}
