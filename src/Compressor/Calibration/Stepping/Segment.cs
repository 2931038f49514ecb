using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>What runs between two stops.</summary>
/// <param name="Nodes">The nodes in topological order, without those that depend on constants alone.</param>
/// <param name="Inputs">The values that they read from before.</param>
/// <param name="Outputs">The values that they leave for later.</param>
internal sealed record Segment(IReadOnlyList<NodeProto> Nodes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);
