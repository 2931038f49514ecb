using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What fine-tuning gave.</summary>
/// <param name="Model">The best network; null where no epoch was better than the network as it was.</param>
/// <param name="Report">What was done.</param>
/// <param name="Failure">The error that ended training behind an epoch with a gain, where <see cref="FineTuningReport.End"/> is <see cref="FineTuningEnd.Failed"/>; else null.</param>
public sealed record FineTuningResult(OnnxModel? Model, FineTuningReport Report, RsdtrException? Failure = null);
