using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using TorchSharp;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>Tensors of ONNX as PyTorch's.</summary>
internal static class TorchTensors
{
    /// <summary>Copies a tensor.</summary>
    /// <param name="tensor">The tensor, float32 or int64.</param>
    /// <param name="real">What float32 becomes.</param>
    /// <exception cref="NotSupportedException">It holds numbers of another type.</exception>
    public static torch.Tensor Of(TensorProto tensor, torch.ScalarType real) => (TensorProto.Types.DataType)tensor.DataType switch
    {
        TensorProto.Types.DataType.Float => torch.tensor(TensorReader.ToFloats(tensor), [.. tensor.Dims], real),
        TensorProto.Types.DataType.Int64 => torch.tensor(TensorReader.ToInt64s(tensor), [.. tensor.Dims]),
        _ => throw new NotSupportedException($"'{tensor.Name}' holds neither float32 nor int64"),
    };

    /// <summary>The numbers of a tensor of sizes, places or axes.</summary>
    public static long[] ToNumbers(torch.Tensor tensor) => tensor.data<long>().ToArray();
}
