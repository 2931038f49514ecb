using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>A tensor and where in the model it is stored, in words for messages.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Place">For example <c>initializer 'conv1.weight'</c>.</param>
internal readonly record struct LocatedTensor(TensorProto Tensor, string Place);
