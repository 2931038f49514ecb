using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Compressor.Training.Graphs.Updates;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Optimizer steps, held to float64 arithmetic by the published formulas.</summary>
public sealed class UpdateTests
{
    private const int Length = 21;

    private static readonly float[] s_start = ModelRunner.Noise(1, Length);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(100)]
    public void Momentum_follows_the_clipped_gradient_and_the_squared_penalty(double clip)
    {
        OptimizerSettings settings = new() { Kind = OptimizerKind.Momentum, Momentum = 0.8f };
        using OptimizerVectors vectors = Vectors(settings, shards: 2);
        double[] w = [.. s_start];
        double[] average = [.. s_start];
        double[] v = new double[Length];
        for (int step = 1; step <= 3; step++)
        {
            (float[] left, float[] right) = (ModelRunner.Noise(10 * step, Length), ModelRunner.Noise((10 * step) + 1, Length));
            double norm = Step(vectors, new StepRates(0.1f, 0.05f, (float)clip, 0.9f), left, right);
            double[] g = [.. left.Zip(right, (x, y) => (double)x + y)];
            double expectedNorm = Math.Sqrt(g.Sum(value => value * value));
            Assert.Equal(expectedNorm, norm, 1e-5);
            double scale = clip > 0 ? Math.Min(1, clip / expectedNorm) : 1;
            for (int index = 0; index < Length; index++)
            {
                v[index] = (0.8f * v[index]) + (g[index] * scale) + (0.05f * w[index] * (index < 18 ? 1 : 0));
                w[index] -= 0.1f * v[index];
                average[index] = (0.9f * average[index]) + ((1 - 0.9f) * w[index]);
            }
        }

        LinearNetwork.Close(w, vectors.Copy("parameters"));
        LinearNetwork.Close(v, vectors.Copy("momentum"));
        LinearNetwork.Close(average, vectors.Copy("average"));
        Assert.Equal(3, vectors.Steps);
    }

    [Fact]
    public void AdamW_divides_by_the_root_of_squares_and_decays_beside_it()
    {
        OptimizerSettings settings = new() { Kind = OptimizerKind.AdamW, Beta1 = 0.8f, Beta2 = 0.95f, Epsilon = 1e-4f };
        using OptimizerVectors vectors = Vectors(settings, shards: 1);
        double[] w = [.. s_start];
        double[] first = new double[Length];
        double[] second = new double[Length];
        for (int step = 1; step <= 3; step++)
        {
            float[] g = ModelRunner.Noise(10 * step, Length);
            _ = Step(vectors, new StepRates(0.01f, 0.3f, 0, 0), g);
            for (int index = 0; index < Length; index++)
            {
                first[index] = (0.8f * first[index]) + ((1 - 0.8f) * g[index]);
                second[index] = (0.95f * second[index]) + ((1 - 0.95f) * (double)g[index] * g[index]);
                double mean = first[index] / (1 - Math.Pow(0.8f, step));
                double deviation = Math.Sqrt(second[index] / (1 - Math.Pow(0.95f, step)));
                w[index] -= 0.01f * ((mean / (deviation + 1e-4f)) + (0.3f * w[index] * (index < 18 ? 1 : 0)));
            }
        }

        LinearNetwork.Close(w, vectors.Copy("parameters"));
        LinearNetwork.Close(first, vectors.Copy("first"));
        LinearNetwork.Close(second, vectors.Copy("second"));
        Assert.Equal(vectors.Copy("parameters"), vectors.Copy("average"));
    }

    [Fact]
    public void A_proposal_changes_nothing_until_it_is_accepted()
    {
        using OptimizerVectors vectors = Vectors(new OptimizerSettings(), shards: 1);
        using Tensor gradient = Tensor.Create<float>([.. Enumerable.Repeat(float.NaN, Length)], Length);
        Assert.True(double.IsNaN(vectors.Propose([gradient], new StepRates(0.1f, 0, 2, 0))));
        Assert.Equal(s_start, vectors.Copy("parameters"));
        Assert.Equal(0, vectors.Steps);
    }

    // Eighteen numbers of a matrix, three of a bias.
    private static OptimizerVectors Vectors(OptimizerSettings settings, int shards)
    {
        ParameterLayout layout = ParameterLayout.Of(
            [new WeightTensor(TensorBuilder.Floats("w", [3, 6], new float[18]), new WeightMatrix(1, 3, 6, RowsAreOutputs: true)), new WeightTensor(TensorBuilder.Floats("b", [3], new float[3]), Matrix: null)]);
        UpdateGraph graph = UpdateGraph.Of(layout, shards, settings);
        return new OptimizerVectors(settings, graph, ModelRunner.Load(graph.Model), layout, s_start);
    }

    private static double Step(OptimizerVectors vectors, StepRates rates, params float[][] gradients)
    {
        Tensor[] tensors = [.. gradients.Select(gradient => Tensor.Create<float>(gradient, Length))];
        double norm = vectors.Propose(tensors, rates);
        vectors.Accept();
        Array.ForEach(tensors, tensor => tensor.Dispose());
        return norm;
    }
}
