using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>What calibration data says of a network's layers.</summary>
/// <param name="Model">The canonical network.</param>
/// <param name="Inputs">The part of the data that steers.</param>
/// <param name="Moments">The moments of each layer's input patches; null for layers that cannot be factorized or are too wide.</param>
/// <param name="Effects">What a change of each layer does to the network's output; null where that is unknown.</param>
internal sealed record CalibrationStatistics(OnnxModel Model, NetworkInputs Inputs, IReadOnlyList<LayerMoments?> Moments, IReadOnlyList<OutputEffect?> Effects)
{
    /// <summary>The same network with outputs that tell what an error in a layer does (<see cref="TellingOutputs"/>).</summary>
    public required OnnxModel Telling { get; init; }

    /// <summary>Runs the network on the data.</summary>
    /// <param name="model">The canonical network.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="inputs">The part of the data that steers.</param>
    /// <param name="seed">The seed of the patches' positions and of the vectors that outputs are multiplied with.</param>
    /// <param name="progress">Hears how much is done, and of how much, from nothing to all.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    public static CalibrationStatistics Gather(
        OnnxModel model, IReadOnlyList<NetworkLayer> layers, NetworkInputs inputs, int seed, Action<int, int> progress, CancellationToken cancellation)
    {
        // The patches are the first half, the derivatives, over as many inputs or fewer, the second.
        int half = inputs.Count;
        progress(0, 2 * half);
        IReadOnlyList<LayerMoments?> moments = MomentCollector.Collect(model, layers, inputs, seed, cancellation, (done, _) => progress(done, 2 * half));
        OnnxModel telling = TellingOutputs.Of(model);
        IReadOnlyList<OutputEffect?> effects = OutputEffectCollector.Collect(
            telling, layers, moments, inputs, seed, cancellation, (done, total) => progress(half + (int)((long)half * done / total), 2 * half));
        progress(2 * half, 2 * half);
        return new CalibrationStatistics(model, inputs, moments, effects) { Telling = telling };
    }
}
