using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Makes tensors with raw data (little endian), the form that every reader takes.</summary>
internal static class TensorBuilder
{
    /// <summary>A float32 tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="dims">Its shape; empty for a scalar.</param>
    /// <param name="values">Its elements in row-major order.</param>
    /// <exception cref="ArgumentException">The number of elements is not the product of the dimensions.</exception>
    public static TensorProto Floats(string name, ReadOnlySpan<long> dims, ReadOnlySpan<float> values) =>
        Make(name, DataType.Float, dims, values);

    /// <summary>An int64 tensor, as shapes, axes and pads are given.</summary>
    /// <inheritdoc cref="Floats"/>
    public static TensorProto Int64s(string name, ReadOnlySpan<long> dims, ReadOnlySpan<long> values) =>
        Make(name, DataType.Int64, dims, values);

    /// <summary>A one-dimensional int64 tensor.</summary>
    public static TensorProto Int64s(string name, params ReadOnlySpan<long> values) => Int64s(name, [values.Length], values);

    private static TensorProto Make<T>(string name, DataType type, ReadOnlySpan<long> dims, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type };
        foreach (long dim in dims)
        {
            tensor.Dims.Add(dim);
        }

        long count = TensorSizes.ElementCount(tensor);
        if (count != values.Length)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"The shape {TensorSizes.Format(tensor.Dims)} has {count} elements, not {values.Length}."), nameof(values));
        }

        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            int size = bytes.Length / Math.Max(1, values.Length);
            for (int start = 0; start < bytes.Length; start += size)
            {
                Array.Reverse(bytes, start, size);
            }
        }

        tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        return tensor;
    }
}
