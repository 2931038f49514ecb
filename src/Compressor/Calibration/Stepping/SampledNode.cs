using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>A convolution whose input is there when its layer's stop is reached.</summary>
/// <param name="Node">The convolution.</param>
/// <param name="Input">The value that it reads.</param>
/// <param name="Shortcut">
/// Where an Add is all that reads the convolution's output: the value that is added to it, if that is there at the stop as well. Null otherwise.
/// </param>
/// <param name="RectifiedBias">
/// Where all that reads the output, or its sum with the shortcut, is a rectifier: the node's bias, T numbers. Null otherwise.
/// </param>
internal sealed record SampledNode(NodeProto Node, string Input, string? Shortcut, float[]? RectifiedBias);
