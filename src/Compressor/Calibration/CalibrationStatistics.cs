using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>What calibration data says of a network's layers.</summary>
/// <param name="Model">The canonical network.</param>
/// <param name="Inputs">The part of the data that steers.</param>
/// <param name="Moments">The moments of each layer's input patches; null for layers that cannot be factorized or are too wide.</param>
/// <param name="Effects">What a change of each layer does to the network's output; null where that is unknown.</param>
internal sealed record CalibrationStatistics(OnnxModel Model, NetworkInputs Inputs, IReadOnlyList<LayerMoments?> Moments, IReadOnlyList<OutputEffect?> Effects);
