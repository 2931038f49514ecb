using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>Makes the stored tensors of a network.</summary>
internal interface IWeightSource
{
    /// <summary>The kernel of a convolution, or the matrix of a fully connected layer.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="dims">How it is stored: T C kh kw, or T x C kh kw.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="gain">The mean square of the layer's output over that of its input.</param>
    TensorProto Kernel(string name, long[] dims, KernelShape shape, double gain);

    /// <summary>A bias, one number for each of a layer's outputs.</summary>
    TensorProto Bias(string name, int count);
}
