using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>A stored tensor that is a weight.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Matrix">How it is a matrix: kernels and matrices, and what they are made of, are. Null of biases, scales and slopes, whatever their shape.</param>
internal sealed record WeightTensor(TensorProto Tensor, WeightMatrix? Matrix);
