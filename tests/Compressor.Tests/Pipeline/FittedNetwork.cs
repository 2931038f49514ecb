using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Calibration.Stepping;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>A network with a chosen recipe for some of its layers, fitted on calibration inputs in one way or another.</summary>
internal sealed class FittedNetwork
{
    private readonly OnnxModel _model;
    private readonly CalibrationStatistics _statistics;
    private readonly LayerCandidate[] _chosen;

    /// <summary>Takes the moments of the original network.</summary>
    /// <param name="model">The canonical network.</param>
    /// <param name="inputs">The calibration inputs.</param>
    /// <param name="choose">The recipe of a layer that can be factorized, given its place among all; null for dense.</param>
    /// <param name="hasEffects">Whether it is known what layers do to the output.</param>
    public FittedNetwork(OnnxModel model, NetworkInputs inputs, Func<int, FactorRecipe?> choose, bool hasEffects = false)
    {
        _model = model;
        Layers = SteppedModels.Layers(model);
        IReadOnlyList<LayerMoments?> moments = MomentCollector.Collect(model, Layers, inputs, seed: 1, CancellationToken.None);
        IReadOnlyList<OutputEffect?> effects = hasEffects ? OutputEffectCollector.Collect(model, Layers, moments, inputs, seed: 1, CancellationToken.None) : new OutputEffect?[Layers.Count];
        _statistics = new CalibrationStatistics(model, inputs, moments, effects) { Telling = model };
        _chosen = [.. Layers.Select((layer, index) => layer.Shape is null || choose(index) is not { } recipe
            ? new LayerCandidate(layer.Parameters, layer.Macs, 0, null)
            : new LayerCandidate(layer.Parameters, layer.Macs, 0.5, recipe))];
    }

    /// <summary>The network's layers.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>What is known of a layer's inputs in the original network.</summary>
    public LayerMoments Moments(int layer) => _statistics.Moments[layer]!;

    /// <summary>Layer after layer, each to what those before it leave.</summary>
    public LayerDecision?[] InSequence() => SequentialFit.Run(Layers, _statistics, _chosen, seed: 1, progress: null, CancellationToken.None);

    /// <summary>Each layer by itself, as if all before it were the original's.</summary>
    public LayerDecision?[] Alone() => [.. Layers.Select((layer, index) =>
    {
        if (_chosen[index].Recipe is not { } recipe)
        {
            return null;
        }

        LayerMoments moments = Moments(index);
        FittingTarget target = LayerTarget.Of(layer, moments, SharedErrors.SearchWeight)!;
        FactorizedKernel factors = recipe.Fit(target, target, CancellationToken.None).Factors;
        double error = LayerTarget.Of(layer, moments, sharedWeight: 0)!.SquaredError(factors.Reconstruct());
        return new LayerDecision(layer, factors, Math.Sqrt(error), null)
        {
            BiasShift = moments.IsCentred ? MeanShift.Of(layer, factors, moments.Mean) : null,
        };
    })];

    /// <summary>The relative error of the network's outputs on the calibration inputs.</summary>
    public double OutputError(LayerDecision?[] decisions)
    {
        using InferenceSession original = ModelRunner.Load(_model);
        using InferenceSession changed = ModelRunner.Load(Rewrite(decisions));
        return NetworkComparison.Run(original, changed, _statistics.Inputs, CancellationToken.None).OutputError!.Value;
    }

    /// <summary>The root of the mean square of an output's change over that of the output, about its channels' means where that is asked.</summary>
    /// <param name="decisions">What was decided.</param>
    /// <param name="aboutMean">Whether the output's square is about each channel's mean.</param>
    public double PlainError(LayerDecision?[] decisions, bool aboutMean)
    {
        using InferenceSession original = ModelRunner.Load(_model);
        using InferenceSession changed = ModelRunner.Load(Rewrite(decisions));
        (Matrix before, Matrix after) = (Outputs(original), Outputs(changed));
        double error = 0;
        double energy = 0;
        for (int channel = 0; channel < before.Rows; channel++)
        {
            double mean = aboutMean ? before.Row(channel).ToArray().Average() : 0;
            for (int at = 0; at < before.Columns; at++)
            {
                error += Math.Pow(before[channel, at] - after[channel, at], 2);
                energy += Math.Pow(before[channel, at] - mean, 2);
            }
        }

        return Math.Sqrt(error / energy);
    }

    private OnnxModel Rewrite(LayerDecision?[] decisions) =>
        new NetworkAssembly(_model, _ => { }).Rewrite(decisions.OfType<LayerDecision>(), CancellationToken.None);

    // A row a channel, all inputs and positions one after the other.
    private Matrix Outputs(InferenceSession session)
    {
        List<double>[] rows = [];
        for (int index = 0; index < _statistics.Inputs.Count; index++)
        {
            Dictionary<string, Tensor> fed = _statistics.Inputs.Create(index);
            using TensorSet outputs = session.Run(fed);
            Tensor output = outputs[outputs.Names[0]];
            int channels = (int)output.Dimensions[1];
            rows = rows.Length > 0 ? rows : [.. Enumerable.Range(0, channels).Select(_ => new List<double>())];
            float[] numbers = output.ToArray<float>();
            for (int channel = 0; channel < channels; channel++)
            {
                rows[channel].AddRange(numbers.Skip(channel * numbers.Length / channels).Take(numbers.Length / channels).Select(number => (double)number));
            }

            foreach (Tensor tensor in fed.Values)
            {
                tensor.Dispose();
            }
        }

        return new Matrix(rows.Length, rows[0].Count, [.. rows.SelectMany(row => row)]);
    }
}
