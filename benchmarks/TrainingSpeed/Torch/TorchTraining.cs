using System.Diagnostics;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Engine;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>The step of <see cref="StepSettings"/> on PyTorch: forward pass, cross-entropy, backward pass, clipping, momentum.</summary>
internal sealed class TorchTraining : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private readonly Parameter[] _weights;
    private readonly SGD _optimizer;

    /// <summary>Makes the network; the libraries must be loaded.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">The images of each step.</param>
    /// <exception cref="NotSupportedException">It has tensors or operators that there is nothing for here.</exception>
    public TorchTraining(OnnxModel network, TrainingBatch batch)
    {
        _network = new TorchNetwork(network, StepSettings.Batch);
        _images = _network.ToImages(batch.Images);
        _labels = tensor(batch.Labels!);
        _weights = [.. _network.Weights.Select(weight => weight.Value)];
        _optimizer = optim.SGD([Group(decays: true), Group(decays: false)], StepSettings.Rates.LearningRate, StepSettings.Momentum);
    }

    /// <summary>Runs steps.</summary>
    /// <param name="count">How many.</param>
    public StepBlock Run(int count)
    {
        long begin = Stopwatch.GetTimestamp();
        (double loss, double norm) = Step();
        for (int step = 1; step < count; step++)
        {
            Step();
        }

        return new StepBlock(Stopwatch.GetElapsedTime(begin).TotalSeconds, loss, norm);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _labels.Dispose();
        _images.Dispose();
        _network.Dispose();
    }

    private SGD.ParamGroup Group(bool decays) => new(
        _network.Weights.Where(weight => weight.Decays == decays).Select(weight => weight.Value), new SGD.Options { weight_decay = decays ? StepSettings.Rates.WeightDecay : 0 });

    private (double Loss, double Norm) Step()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Parameter weight in _weights)
        {
            // As PyTorch's zero_grad does by default; TorchSharp's writes zeros, to which the gradient must then be added.
            weight.grad = null;
        }

        Tensor loss = nn.functional.cross_entropy(_network.Run(_images, _network.Output)[0], _labels);
        loss.backward();
        double norm = nn.utils.clip_grad_norm_(_weights, StepSettings.Rates.ClipNorm);
        _optimizer.step();
        return (loss.item<float>(), norm);
    }
}
