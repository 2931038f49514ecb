using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Engine;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RsdtrEdge.Benchmarks.Tests.Oracles;

/// <summary>
/// What a step of the training engine is to do, by PyTorch's own losses, derivatives and optimizers, in float64: against the engine's float32 it is exact.
/// </summary>
internal sealed class TorchOracle : IDisposable
{
    private readonly EngineSettings _settings;
    private readonly StepRates _rates;
    private readonly int _images;
    private readonly TorchNetwork _network;
    private readonly TorchNetwork? _teacher;
    private readonly optim.Optimizer _optimizer;
    private readonly Dictionary<string, double[]> _averages;

    /// <summary>Begins with the weights of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="teacher">Its teacher, or null.</param>
    /// <param name="settings">The loss and the optimizer.</param>
    /// <param name="rates">The rates of all steps.</param>
    /// <param name="parts">In how many parts the images of a step are run.</param>
    public TorchOracle(OnnxModel network, OnnxModel? teacher, EngineSettings settings, StepRates rates, int parts = 1)
    {
        _images = settings.BatchSize / parts;
        _settings = settings;
        _rates = rates;
        _network = new TorchNetwork(network, _images, ScalarType.Float64);
        _teacher = teacher is null ? null : new TorchNetwork(teacher, _images, ScalarType.Float64);
        _optimizer = Optimizer(settings.Optimizer, rates);
        _averages = Weights.ToDictionary();
    }

    /// <summary>The values whose distance to the teacher's is a part of the loss, where features are.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Whether the output is class scores.</summary>
    public bool Classifies { get; init; } = true;

    /// <summary>What is trained, by name.</summary>
    public IReadOnlyDictionary<string, double[]> Weights => _network.Weights.ToDictionary(weight => weight.Name, weight => weight.Value.data<double>().ToArray());

    /// <summary>What is trained, and whether weight decay holds it back.</summary>
    public IReadOnlyDictionary<string, bool> Decays => _network.Weights.ToDictionary(weight => weight.Name, weight => weight.Decays);

    /// <summary>Its moving average.</summary>
    public IReadOnlyDictionary<string, double[]> Averages => _averages;

    /// <summary>Does a step.</summary>
    /// <param name="batch">The images.</param>
    /// <returns>Loss and norm of its gradient, before the update.</returns>
    public (double Loss, double Norm) Step(TrainingBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();

        // A mean over images is the mean of those of parts.
        int parts = _settings.BatchSize / _images;
        Tensor loss = batch.Images.Chunk(batch.Images.Length / parts).Zip(batch.Labels!.Chunk(_images), (images, labels) => Loss(new TrainingBatch(images, labels)))
            .Aggregate((sum, part) => sum + part) / parts;
        loss.backward();
        double norm = nn.utils.clip_grad_norm_(_network.Weights.Select(weight => weight.Value), _rates.ClipNorm > 0 ? _rates.ClipNorm : double.MaxValue);
        _optimizer.step();
        foreach ((string name, double[] now) in Weights)
        {
            _averages[name] = [.. now.Zip(_averages[name], (value, average) => ((1 - _rates.AverageDecay) * value) + (_rates.AverageDecay * average))];
        }

        return (loss.item<double>(), norm);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _teacher?.Dispose();
        _network.Dispose();
    }

    private Tensor Loss(TrainingBatch batch)
    {
        LossSettings settings = _settings.Loss;
        Tensor images = _network.ToImages(batch.Images);
        Tensor[] own = _network.Run(images, [_network.Output, .. Features]);
        Tensor loss = zeros(1, ScalarType.Float64);
        if (settings.LabelWeight > 0)
        {
            loss += nn.functional.cross_entropy(own[0], tensor(batch.Labels!)) * settings.LabelWeight;
        }

        if (_teacher is null)
        {
            return loss;
        }

        Tensor[] taught = Taught(images);
        if (settings.DistillationWeight > 0)
        {
            loss += (Classifies ? Divergence(own[0], taught[0], settings.Temperature) : Distance(own[0], taught[0])) * settings.DistillationWeight;
        }

        for (int feature = 1; feature < own.Length; feature++)
        {
            loss += Distance(own[feature], taught[feature]) * settings.FeatureWeight;
        }

        return loss;
    }

    private Tensor[] Taught(Tensor images)
    {
        using IDisposable still = no_grad();
        return _teacher!.Run(images, [_teacher.Output, .. Features]);
    }

    // Hinton, Vinyals and Dean: a mean over images, times the temperature's square.
    private Tensor Divergence(Tensor own, Tensor taught, double temperature)
    {
        Tensor sum = nn.functional.kl_div(nn.functional.log_softmax(own / temperature, 1), nn.functional.log_softmax(taught / temperature, 1), log_target: true, reduction: nn.Reduction.Sum);
        return sum * (temperature * temperature / _images);
    }

    // Over the teacher's energy, image by image, with a mean square of 1e-6 added.
    private static Tensor Distance(Tensor own, Tensor taught)
    {
        Tensor wanted = taught.flatten(1);
        return ((own.flatten(1) - wanted).square().sum(1) / (wanted.square().sum(1) + (1e-6 * wanted.shape[1]))).mean();
    }

    private optim.Optimizer Optimizer(OptimizerSettings settings, StepRates rates)
    {
        Parameter[] decaying = [.. _network.Weights.Where(weight => weight.Decays).Select(weight => weight.Value)];
        Parameter[] others = [.. _network.Weights.Where(weight => !weight.Decays).Select(weight => weight.Value)];
        return settings.Kind == OptimizerKind.AdamW
            ? optim.AdamW(
                [new AdamW.ParamGroup(decaying, new AdamW.Options { weight_decay = rates.WeightDecay }), new AdamW.ParamGroup(others, new AdamW.Options { weight_decay = 0 })],
                rates.LearningRate, settings.Beta1, settings.Beta2, settings.Epsilon)
            : optim.SGD(
                [new SGD.ParamGroup(decaying, new SGD.Options { weight_decay = rates.WeightDecay }), new SGD.ParamGroup(others, new SGD.Options { weight_decay = 0 })],
                rates.LearningRate, settings.Momentum);
    }
}
