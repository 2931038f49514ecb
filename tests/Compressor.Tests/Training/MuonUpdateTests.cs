using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Compressor.Training.Graphs.Updates;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>
/// Muon's steps. Gradients are U D V' with U and V fixed and orthogonal, so that every iteration acts on each singular value alone: s (3.4445 - 4.775 s^2 + 2.0315 s^4), five times.
/// </summary>
public sealed class MuonUpdateTests
{
    private const float Momentum = 0.75f;

    private const int Biases = 4;

    [Theory]
    [InlineData(3, 6, 1)]
    [InlineData(6, 3, 1.4142135623730951)]
    [InlineData(4, 4, 1)]
    [InlineData(1, 5, 1)]
    [InlineData(5, 1, 2.23606797749979)]
    public void Singular_values_are_brought_near_one_and_singular_vectors_stay(int rows, int columns, double scale)
    {
        int rank = Math.Min(rows, columns);
        (double[,] left, double[,] right) = (Reflection(rows, 1), Reflection(columns, 2));
        float[] start = ModelRunner.Noise(3, (rows * columns) + Biases);
        using OptimizerVectors vectors = Vectors(start, rows, columns);
        double[] w = [.. start];
        double[] values = new double[rank];
        double[] v = new double[Biases];
        for (int step = 1; step <= 3; step++)
        {
            double[] given = [.. Enumerable.Range(1, rank).Select(index => index * (1 + (0.1 * step)))];
            float[] bias = ModelRunner.Noise(10 + step, Biases);
            float[] gradient = [.. Product(left, given, right).Select(value => (float)value), .. bias];
            double[] followed = new double[rank];
            for (int index = 0; index < rank; index++)
            {
                values[index] = (Momentum * values[index]) + given[index];
                followed[index] = given[index] + (Momentum * values[index]);
            }

            double length = Length(followed);
            double[] update = Product(left, [.. followed.Select(value => scale * Iterated(value / length))], right);
            double[] u = new double[Biases];
            for (int index = 0; index < Biases; index++)
            {
                v[index] = (Momentum * v[index]) + bias[index];
                u[index] = bias[index] + (Momentum * v[index]);
            }

            double size = Math.Sqrt(w.TakeLast(Biases).Sum(value => value * value) + (Biases * 0.0001));
            Step(vectors, gradient, rate: 0.1f, decay: 0.5f);
            for (int index = 0; index < update.Length; index++)
            {
                w[index] -= 0.1f * (update[index] + (0.5f * w[index]));
            }

            for (int index = 0; index < Biases; index++)
            {
                w[update.Length + index] -= 0.1f * size * u[index] / Length(u);
            }
        }

        LinearNetwork.Close(w, vectors.Copy("parameters"));
        LinearNetwork.Close([.. Product(left, values, right), .. v], vectors.Copy("momentum"));
    }

    [Fact]
    public void The_gradients_length_bears_on_no_step()
    {
        float[] start = ModelRunner.Noise(3, 12 + Biases);
        float[] gradient = ModelRunner.Noise(4, start.Length);
        using OptimizerVectors one = Vectors(start, 3, 4);
        using OptimizerVectors other = Vectors(start, 3, 4);
        Step(one, gradient, rate: 0.1f, decay: 0);
        Step(other, [.. gradient.Select(value => 1024 * value)], rate: 0.1f, decay: 0);
        LinearNetwork.Close([.. one.Copy("parameters").Select(value => (double)value)], other.Copy("parameters"));
    }

    [Fact]
    public void Without_a_gradient_all_stays_and_a_vector_of_zeros_can_leave_zero()
    {
        using OptimizerVectors vectors = Vectors(new float[12 + Biases], 3, 4);
        Step(vectors, new float[12 + Biases], rate: 0.1f, decay: 0);
        Assert.Equal(new float[12 + Biases], vectors.Copy("parameters"));

        // A root of a mean square of 0.01 along (0, 3, 0, -4) / 5: four numbers are 0.02 long.
        Step(vectors, [.. new float[12], 0, 3, 0, -4], rate: 0.5f, decay: 0);
        LinearNetwork.Close([0, -0.006, 0, 0.008], vectors.Copy("parameters")[12..]);
    }

    private static double Iterated(double value)
    {
        for (int round = 0; round < 5; round++)
        {
            double square = value * value;
            value *= 3.4445 - (4.775 * square) + (2.0315 * square * square);
        }

        return value;
    }

    // I - 2 n n' over n'n: symmetric and orthogonal.
    private static double[,] Reflection(int size, int seed)
    {
        float[] normal = ModelRunner.Noise(seed, size);
        double square = normal.Sum(value => (double)value * value);
        double[,] matrix = new double[size, size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                matrix[row, column] = (row == column ? 1 : 0) - (2 * normal[row] * (double)normal[column] / square);
            }
        }

        return matrix;
    }

    // U D V', row by row.
    private static double[] Product(double[,] left, double[] values, double[,] right)
    {
        (int rows, int columns) = (left.GetLength(0), right.GetLength(0));
        double[] product = new double[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                product[(row * columns) + column] = values.Select((value, index) => left[row, index] * value * right[column, index]).Sum();
            }
        }

        return product;
    }

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));

    // A matrix, stored as a kernel with its columns in two axes, and a bias.
    private static OptimizerVectors Vectors(float[] start, int rows, int columns)
    {
        ParameterLayout layout = ParameterLayout.Of(
        [
            new WeightTensor(TensorBuilder.Floats("w", [rows, columns, 1], new float[rows * columns]), Decays: true),
            new WeightTensor(TensorBuilder.Floats("b", [Biases], new float[Biases]), Decays: false),
        ]);
        OptimizerSettings settings = new() { Kind = OptimizerKind.Muon, Momentum = Momentum };
        UpdateGraph graph = UpdateGraph.Of(layout, shards: 1, settings);
        return new OptimizerVectors(settings, graph, ModelRunner.Load(graph.Model), layout, start);
    }

    private static void Step(OptimizerVectors vectors, float[] gradient, float rate, float decay)
    {
        using Tensor tensor = Tensor.Create<float>(gradient, gradient.Length);
        _ = vectors.Propose([tensor], new StepRates(rate, decay, 0, 0));
        vectors.Accept();
    }
}
