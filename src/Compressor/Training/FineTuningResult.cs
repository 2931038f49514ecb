using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What fine-tuning gave.</summary>
/// <param name="Model">The best network; null where no epoch was better than the network as it was.</param>
/// <param name="Report">What was done.</param>
public sealed record FineTuningResult(OnnxModel? Model, FineTuningReport Report);
