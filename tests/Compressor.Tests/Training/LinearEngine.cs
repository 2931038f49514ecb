using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>
/// An engine by hand: scores = W x, the loss is half the mean squared distance to those of a teacher's W, the optimizer momentum. In float64, what it keeps in float32.
/// </summary>
internal sealed class LinearEngine : ITrainingEngine
{
    private readonly float[] _teacher;
    private float[] _weights;
    private float[] _momentum;
    private float[] _average;
    private long _steps;

    /// <param name="start">W [classes, numbers of an image] to begin with.</param>
    /// <param name="teacher">The teacher's W.</param>
    /// <param name="classes">Scores.</param>
    /// <param name="batchSize">Images a step.</param>
    public LinearEngine(float[] start, float[] teacher, int classes, int batchSize)
    {
        _teacher = teacher;
        Classes = classes;
        BatchSize = batchSize;
        _weights = [.. start];
        _average = [.. start];
        _momentum = new float[start.Length];
    }

    public int Classes { get; }

    public int BatchSize { get; }

    public IReadOnlyList<long> InputShape => [_weights.Length / Classes, 1, 1];

    public IReadOnlyList<string> NotTrained => [];

    /// <summary>Which calls of <see cref="Step"/>, from 0, find nothing finite.</summary>
    public Func<int, bool> Fails { get; init; } = _ => false;

    /// <summary>Hears of each call of <see cref="Step"/> before it does anything.</summary>
    public Action<int, TrainingBatch, StepRates> Heard { get; init; } = (_, _, _) => { };

    /// <summary>The network that is trained, where a test has one.</summary>
    public OnnxModel? Origin { get; init; }

    public int Calls { get; private set; }

    public IReadOnlyList<float> Weights => _weights;

    public bool IsDisposed { get; private set; }

    public StepResult Step(TrainingBatch batch, in StepRates rates)
    {
        Heard(Calls, batch, rates);
        if (Fails(Calls++))
        {
            return new StepResult(double.NaN, double.NaN, false);
        }

        int length = _weights.Length / Classes;
        double[] gradient = new double[_weights.Length];
        double loss = 0;
        for (int image = 0; image < BatchSize; image++)
        {
            ReadOnlySpan<float> x = batch.Images.AsSpan(image * length, length);
            for (int c = 0; c < Classes; c++)
            {
                double distance = 0;
                for (int i = 0; i < length; i++)
                {
                    distance += ((double)_weights[(c * length) + i] - _teacher[(c * length) + i]) * x[i];
                }

                loss += distance * distance / (2 * BatchSize);
                for (int i = 0; i < length; i++)
                {
                    gradient[(c * length) + i] += distance * x[i] / BatchSize;
                }
            }
        }

        for (int i = 0; i < _weights.Length; i++)
        {
            _momentum[i] = (float)((0.9 * _momentum[i]) + gradient[i]);
            _weights[i] = (float)(_weights[i] - ((double)rates.LearningRate * _momentum[i]));
            _average[i] = (float)((rates.AverageDecay * (double)_average[i]) + ((1 - (double)rates.AverageDecay) * _weights[i]));
        }

        _steps++;
        return new StepResult(loss, Math.Sqrt(gradient.Sum(g => g * g)), true);
    }

    public TrainingState Capture() => new(_steps, new Dictionary<string, float[]>
    {
        ["parameters"] = [.. _weights],
        ["momentum"] = [.. _momentum],
        ["average"] = [.. _average],
    });

    public void Restore(TrainingState state)
    {
        _steps = state.Steps;
        _weights = [.. state.Vectors["parameters"]];
        _momentum = [.. state.Vectors["momentum"]];
        _average = [.. state.Vectors["average"]];
    }

    public OnnxModel Export(TrainedWeights weights)
    {
        float[] values = weights == TrainedWeights.Average ? _average : _weights;
        if (Origin is null)
        {
            return Network(values, Classes);
        }

        OnnxModel model = Origin.Clone();
        model.Proto.Graph.Initializer[0] = TensorBuilder.Floats("w", [Classes, values.Length / Classes], values);
        return model;
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>The network with a W, for images [numbers, 1, 1].</summary>
    public static OnnxModel Network(IEnumerable<float> weights, int classes)
    {
        float[] values = [.. weights];
        return new GraphBuilder()
            .Input("image", "batch", values.Length / classes, 1, 1)
            .Flatten()
            .Weight("w", [classes, values.Length / classes], values)
            .Node("Gemm", ["flatten1", "w"], null, NodeBuilder.Int("transB", 1))
            .Output("scores").Build();
    }

    /// <summary>The W of such a network.</summary>
    public static float[] WeightsOf(OnnxModel network) => TensorReader.ToFloats(Assert.Single(network.Proto.Graph.Initializer, (TensorProto tensor) => tensor.Name == "w"));
}
