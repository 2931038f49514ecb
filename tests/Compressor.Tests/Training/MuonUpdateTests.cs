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

    private static readonly WeightMatrix s_small = new(1, 3, 4, RowsAreOutputs: true);

    [Theory]
    [InlineData(1, 3, 6, true, 1)]
    [InlineData(1, 6, 3, true, 1.4142135623730951)]
    [InlineData(1, 3, 6, false, 1.4142135623730951)]
    [InlineData(1, 6, 3, false, 1)]
    [InlineData(1, 4, 4, true, 1)]
    [InlineData(1, 1, 5, true, 1)]
    [InlineData(1, 5, 1, true, 2.23606797749979)]
    [InlineData(2, 3, 4, true, 1)]
    [InlineData(3, 2, 5, false, 1.5811388300841898)]
    [InlineData(4, 1, 9, true, 1)]
    public void Singular_values_are_brought_near_one_and_singular_vectors_stay(int count, int rows, int columns, bool rowsAreOutputs, double scale)
    {
        (int rank, int size) = (Math.Min(rows, columns), rows * columns);
        (double[,] Left, double[,] Right)[] sides = [.. Enumerable.Range(0, count).Select(index => (Reflection(rows, 1 + index), Reflection(columns, 21 + index)))];
        float[] start = ModelRunner.Noise(3, (count * size) + Biases);
        using OptimizerVectors vectors = Vectors(start, new WeightMatrix(count, rows, columns, rowsAreOutputs));
        double[] w = [.. start];
        double[] values = new double[count * rank];
        double[] v = new double[Biases];
        for (int step = 1; step <= 3; step++)
        {
            // Those of the second matrix are ten times those of the first, and so on: each has its own length.
            double[] given = [.. Enumerable.Range(0, count * rank).Select(index => Math.Pow(10, index / rank) * (1 + (index % rank)) * (1 + (0.1 * step)))];
            float[] bias = ModelRunner.Noise(10 + step, Biases);
            float[] gradient = [.. sides.SelectMany((side, index) => Product(side.Left, given[(index * rank)..((index + 1) * rank)], side.Right)).Select(value => (float)value), .. bias];
            double[] followed = new double[count * rank];
            for (int index = 0; index < followed.Length; index++)
            {
                values[index] = (Momentum * values[index]) + given[index];
                followed[index] = given[index] + (Momentum * values[index]);
            }

            double[] update =
            [
                .. sides.SelectMany((side, index) =>
                {
                    double[] own = followed[(index * rank)..((index + 1) * rank)];
                    double length = Length(own);
                    return Product(side.Left, [.. own.Select(value => scale * (rank == 1 ? 1 : Iterated(value / length)))], side.Right);
                }),
            ];
            double[] u = new double[Biases];
            for (int index = 0; index < Biases; index++)
            {
                v[index] = (Momentum * v[index]) + bias[index];
                u[index] = bias[index] + (Momentum * v[index]);
            }

            double ownLength = Math.Sqrt(w.TakeLast(Biases).Sum(value => value * value) + (Biases * 0.0001));
            Step(vectors, gradient, rate: 0.1f, decay: 0.5f);
            for (int index = 0; index < update.Length; index++)
            {
                w[index] -= 0.1f * (update[index] + (0.5f * w[index]));
            }

            for (int index = 0; index < Biases; index++)
            {
                w[update.Length + index] -= 0.1f * ownLength * u[index] / Length(u);
            }
        }

        LinearNetwork.Close(w, vectors.Copy("parameters"));
        LinearNetwork.Close([.. sides.SelectMany((side, index) => Product(side.Left, values[(index * rank)..((index + 1) * rank)], side.Right)), .. v], vectors.Copy("momentum"));
    }

    [Fact]
    public void All_directions_but_the_faintest_are_gone_alike_and_those_without_a_gradient_not_at_all()
    {
        const int Size = 40;
        (double[,] left, double[,] right) = (Reflection(Size, 1), Reflection(Size, 2));
        // 0.003 to 1, by equal ratios, and a zero; the largest one is so much of the length that nothing else counts.
        double[] values = [0, .. Enumerable.Range(0, Size - 2).Select(index => 0.003 * Math.Pow(0.1 / 0.003, index / (Size - 3.0))), 1];
        double length = Length(values);
        using OptimizerVectors vectors = Vectors(new float[(Size * Size) + Biases], new WeightMatrix(1, Size, Size, RowsAreOutputs: true));
        Step(vectors, [.. Product(left, [.. values.Select(value => value * length)], right).Select(value => (float)value), .. new float[Biases]], rate: 1, decay: 0);
        float[] gone = vectors.Copy("parameters");
        for (int index = 0; index < Size; index++)
        {
            double along = 0;
            for (int place = 0; place < Size * Size; place++)
            {
                along -= left[place / Size, index] * gone[place] * right[place % Size, index];
            }

            Assert.InRange(along, index == 0 ? -1e-4 : 0.68, index == 0 ? 1e-4 : 1.21);
        }
    }

    [Fact]
    public void Each_weight_of_several_has_its_own_step()
    {
        (float[] one, float[] other) = (ModelRunner.Noise(5, 6), ModelRunner.Noise(6, 8));
        WeightMatrix[] matrices = [new(1, 2, 3, RowsAreOutputs: true), new(2, 2, 2, RowsAreOutputs: true)];
        using OptimizerVectors together = Vectors(new float[14 + Biases], matrices);
        using OptimizerVectors first = Vectors(new float[6 + Biases], matrices[0]);
        using OptimizerVectors second = Vectors(new float[8 + Biases], matrices[1]);
        Step(together, [.. one, .. other, .. new float[Biases]], rate: 0.1f, decay: 0);
        Step(first, [.. one, .. new float[Biases]], rate: 0.1f, decay: 0);
        Step(second, [.. other, .. new float[Biases]], rate: 0.1f, decay: 0);
        Assert.Equal([.. first.Copy("parameters")[..6], .. second.Copy("parameters")], together.Copy("parameters"));
    }

    [Fact]
    public void The_gradients_length_bears_on_no_step()
    {
        float[] start = ModelRunner.Noise(3, 12 + Biases);
        float[] gradient = ModelRunner.Noise(4, start.Length);
        using OptimizerVectors one = Vectors(start, s_small);
        using OptimizerVectors other = Vectors(start, s_small);
        Step(one, gradient, rate: 0.1f, decay: 0);
        Step(other, [.. gradient.Select(value => 1024 * value)], rate: 0.1f, decay: 0);
        LinearNetwork.Close([.. one.Copy("parameters").Select(value => (double)value)], other.Copy("parameters"));
    }

    [Fact]
    public void Before_any_gradient_all_stays_and_a_vector_of_zeros_can_leave_zero()
    {
        using OptimizerVectors vectors = Vectors(new float[12 + Biases], s_small);
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

    // Matrices, and a bias behind them.
    private static OptimizerVectors Vectors(float[] start, params WeightMatrix[] matrices)
    {
        ParameterLayout layout = ParameterLayout.Of(
        [
            .. matrices.Select((matrix, index) =>
            {
                long[] dims = [matrix.Count * matrix.Rows, matrix.Columns, 1];
                return new WeightTensor(TensorBuilder.Floats($"w{index}", dims, new float[dims[0] * dims[1]]), matrix);
            }),
            new WeightTensor(TensorBuilder.Floats("b", [Biases], new float[Biases]), Matrix: null),
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
