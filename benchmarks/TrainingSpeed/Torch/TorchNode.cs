using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>A node that runs in each step.</summary>
/// <param name="Node">The node.</param>
/// <param name="LastRead">The values of the step that nothing reads behind it: they are let go, as a value that a Python function returned would be.</param>
internal sealed record TorchNode(NodeProto Node, IReadOnlyList<string> LastRead);
