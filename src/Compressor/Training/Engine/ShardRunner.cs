using System.Globalization;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>Computes the loss and the gradient of one shard of each batch, in native buffers of its own. The sessions may be shared.</summary>
internal sealed class ShardRunner : IDisposable
{
    private readonly StepGraph _graph;
    private readonly ShardPlan _plan;
    private readonly string _input;
    private readonly long[] _imageShape;
    private readonly int _imageLength;
    private readonly InferenceSession _step;
    private readonly InferenceSession? _teacher;
    private readonly int _shard;
    private readonly Tensor _loss;
    private readonly Tensor? _labels;
    private readonly Tensor[] _gradients;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">Its training graph.</param>
    /// <param name="plan">How batches are cut.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="step">The training graph, loaded.</param>
    /// <param name="teacher">The teacher's graph, loaded; null where the loss needs none.</param>
    public ShardRunner(TrainingNetwork network, StepGraph graph, ShardPlan plan, int shard, InferenceSession step, InferenceSession? teacher)
    {
        _graph = graph;
        _plan = plan;
        _input = network.Input;
        _imageShape = [plan.ImagesPerRun, .. network.ImageShape];
        _imageLength = checked((int)network.ImageShape.Aggregate(1L, (product, size) => product * size));
        _step = step;
        _teacher = teacher;
        _shard = shard;
        _loss = Tensor.Allocate<float>();
        _labels = graph.Labels is null ? null : Tensor.Allocate<float>([.. step.Inputs.First(input => input.Name == graph.Labels).Dimensions]);

        // Where runs add up, each reads what the one before it wrote.
        _gradients = [.. Enumerable.Range(0, plan.RunsPerShard > 1 ? 2 : 1).Select(_ => Tensor.Allocate<float>(graph.Layout.Length))];
    }

    /// <summary>The loss of the last batch's part.</summary>
    public double Loss { get; private set; }

    /// <summary>The gradient of the last batch's part.</summary>
    public Tensor Gradient { get; private set; } = null!;

    /// <summary>Computes both.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="parameters">What is trained.</param>
    /// <exception cref="RsdtrException">A label is no class (RSDTR1204); the run failed (RSDTR4003).</exception>
    public void Run(TrainingBatch batch, Tensor parameters)
    {
        Loss = 0;
        Gradient = _gradients[^1];
        if (_gradients.Length > 1)
        {
            Gradient.AsSpan<float>().Clear();
        }

        for (int run = 0; run < _plan.RunsPerShard; run++)
        {
            int first = ((_shard * _plan.RunsPerShard) + run) * _plan.ImagesPerRun;
            using Tensor images = Tensor.Wrap(batch.Images.AsMemory(first * _imageLength, _plan.ImagesPerRun * _imageLength), _imageShape);
            Dictionary<string, Tensor> inputs = new() { [_input] = images };
            using TensorSet? taught = _teacher?.Run(inputs);
            for (int value = 0; value < taught?.Count; value++)
            {
                inputs.Add(_graph.TeacherInputs[taught.Names[value]], taught[value]);
            }

            inputs.Add(_graph.Parameters, parameters);
            if (_labels is not null)
            {
                Mark(batch.Labels!.AsSpan(first, _plan.ImagesPerRun));
                inputs.Add(_graph.Labels!, _labels);
            }

            if (_graph.GradientSoFar is not null)
            {
                inputs.Add(_graph.GradientSoFar, Gradient);
            }

            Gradient = _gradients[run % _gradients.Length];
            _step.Run(inputs, new Dictionary<string, Tensor> { [_graph.Loss] = _loss, [_graph.Gradient] = Gradient });
            Loss += _loss.AsSpan<float>()[0];
        }
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        _loss.Dispose();
        _labels?.Dispose();
        foreach (Tensor gradient in _gradients)
        {
            gradient.Dispose();
        }
    }

    // All of an image's distribution at its label.
    private void Mark(ReadOnlySpan<long> labels)
    {
        Span<float> targets = _labels!.AsSpan<float>();
        int classes = targets.Length / labels.Length;
        targets.Clear();
        for (int image = 0; image < labels.Length; image++)
        {
            if (labels[image] < 0 || labels[image] >= classes)
            {
                throw new RsdtrException(
                    TrainingDiagnostics.LabelOutOfRange,
                    string.Create(CultureInfo.InvariantCulture, $"The label {labels[image]} is none of the network's {classes} classes, 0 to {classes - 1}: give data with its classes."));
            }

            targets[(image * classes) + (int)labels[image]] = 1;
        }
    }
}
