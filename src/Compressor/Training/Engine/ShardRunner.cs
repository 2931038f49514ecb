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
    private readonly Tensor _images;
    private readonly int _imageLength;
    private readonly InferenceSession _step;
    private readonly InferenceSession? _teacher;
    private readonly int _shard;
    private readonly Tensor _loss;
    private readonly Tensor? _labels;
    private readonly Tensor[] _gradients;
    private readonly Tensor? _statistics;

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

        // A buffer of its own, since sums over what does not begin at a multiple of a vector's width are made in another order, and managed arrays begin anywhere.
        _images = Tensor.Allocate<float>([plan.ImagesPerRun, .. network.ImageShape]);
        _imageLength = checked((int)network.ImageShape.Aggregate(1L, (product, size) => product * size));
        _step = step;
        _teacher = teacher;
        _shard = shard;
        _loss = Tensor.Allocate<float>();
        _labels = graph.Labels is null ? null : Tensor.Allocate<float>([.. step.Inputs.First(input => input.Name == graph.Labels).Dimensions]);

        _statistics = graph.Statistics is null ? null : Tensor.Allocate<float>(graph.Statistics.Layout.Length);
        Statistics = new float[graph.Statistics?.Layout.Length ?? 0];

        // Where runs add up, each reads what the one before it wrote.
        _gradients = [.. Enumerable.Range(0, plan.RunsPerShard > 1 ? 2 : 1).Select(_ => Tensor.Allocate<float>(graph.Layout.Length))];
    }

    /// <summary>The loss of the last batch's part.</summary>
    public double Loss { get; private set; }

    /// <summary>The gradient of the last batch's part.</summary>
    public Tensor Gradient { get; private set; } = null!;

    /// <summary>What the means and variances become by the last batch's part: the mean over its runs; empty where they do not follow the batches.</summary>
    public float[] Statistics { get; }

    /// <summary>Computes all of them.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="statistics">The means and variances; null where they do not follow the batches.</param>
    /// <exception cref="RsdtrException">A label is no class (RSDTR1204); the run failed (RSDTR4003).</exception>
    public void Run(TrainingBatch batch, Tensor parameters, Tensor? statistics = null)
    {
        Loss = 0;
        Array.Clear(Statistics);
        Gradient = _gradients[^1];
        if (_gradients.Length > 1)
        {
            Gradient.AsSpan<float>().Clear();
        }

        for (int run = 0; run < _plan.RunsPerShard; run++)
        {
            int first = ((_shard * _plan.RunsPerShard) + run) * _plan.ImagesPerRun;
            batch.Images.AsSpan(first * _imageLength, _plan.ImagesPerRun * _imageLength).CopyTo(_images.AsSpan<float>());
            Dictionary<string, Tensor> inputs = new() { [_input] = _images };
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
            Dictionary<string, Tensor> outputs = new() { [_graph.Loss] = _loss, [_graph.Gradient] = Gradient };
            if (_graph.Statistics is { } normalization)
            {
                inputs.Add(normalization.Input, statistics!);
                outputs.Add(normalization.Output, _statistics!);
            }

            _step.Run(inputs, outputs);
            Loss += _loss.AsSpan<float>()[0];
            AddStatistics();
        }
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        _images.Dispose();
        _loss.Dispose();
        _labels?.Dispose();
        _statistics?.Dispose();
        foreach (Tensor gradient in _gradients)
        {
            gradient.Dispose();
        }
    }

    private void AddStatistics()
    {
        for (int index = 0; index < Statistics.Length; index++)
        {
            Statistics[index] += _statistics!.AsSpan<float>()[index] / _plan.RunsPerShard;
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
