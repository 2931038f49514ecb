using RsdtrEdge.Benchmarks.Networks;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Tests.Networks;

/// <summary>Kernels without numbers: what a network stores and computes follows from their shapes. Small tensors are read, so biases are zeros.</summary>
internal sealed class DimensionsOnly : IWeightSource
{
    public TensorProto Kernel(string name, long[] dims, KernelShape shape, double gain)
    {
        Assert.Equal(shape.Size, dims.Aggregate(1L, (product, size) => product * size));
        TensorProto tensor = new() { Name = name, DataType = (int)TensorProto.Types.DataType.Float };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    public TensorProto Bias(string name, int count) => TensorBuilder.Floats(name, [count], new float[count]);
}
