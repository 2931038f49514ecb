using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>A stored tensor that is a weight.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Decays">Whether weight decay holds it back: kernels and matrices, and what they are made of. Biases, scales and slopes do not, whatever their shape.</param>
internal sealed record WeightTensor(TensorProto Tensor, bool Decays);
