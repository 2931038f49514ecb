using System.Globalization;
using System.Runtime.InteropServices;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Reads the numbers of a tensor, whether stored as raw bytes (little endian) or in a typed field.</summary>
internal static class TensorReader
{
    /// <summary>The elements of a float32 tensor in row-major order.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="convert">Whether float16, bfloat16 and float64 tensors are converted too; otherwise they are refused.</param>
    /// <exception cref="RsdtrException">The tensor has another type, or its data does not fit its shape (RSDTR1005).</exception>
    public static float[] ToFloats(TensorProto tensor, bool convert = false)
    {
        int count = CheckedCount(tensor);
        switch ((DataType)tensor.DataType)
        {
            case DataType.Float:
                return tensor.HasRawData ? FromRaw<float>(tensor) : [.. tensor.FloatData];

            case DataType.Double when convert:
                return Convert(tensor.HasRawData ? FromRaw<double>(tensor) : [.. tensor.DoubleData], value => (float)value);

            case DataType.Float16 when convert:
                return Convert(SixteenBits(tensor), bits => (float)BitConverter.UInt16BitsToHalf(bits));

            case DataType.Bfloat16 when convert:
                // A bfloat16 is the upper half of a float32.
                return Convert(SixteenBits(tensor), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));

            default:
                throw WrongType(tensor, count, convert ? "a floating-point type" : "float");
        }
    }

    /// <summary>The elements of an integer or boolean tensor in row-major order, widened to 64 bits.</summary>
    /// <exception cref="RsdtrException">The tensor has another type, or its data does not fit its shape (RSDTR1005).</exception>
    public static long[] ToInt64s(TensorProto tensor)
    {
        int count = CheckedCount(tensor);
        bool raw = tensor.HasRawData;
        return (DataType)tensor.DataType switch
        {
            DataType.Int64 => raw ? FromRaw<long>(tensor) : [.. tensor.Int64Data],
            DataType.Uint64 => Convert(raw ? FromRaw<ulong>(tensor) : [.. tensor.Uint64Data], value => checked((long)value)),
            DataType.Uint32 => raw ? Convert(FromRaw<uint>(tensor), value => (long)value) : Convert([.. tensor.Uint64Data], (ulong value) => (long)value),
            DataType.Int32 when raw => Convert(FromRaw<int>(tensor), value => (long)value),
            DataType.Int16 when raw => Convert(FromRaw<short>(tensor), value => (long)value),
            DataType.Uint16 when raw => Convert(FromRaw<ushort>(tensor), value => (long)value),
            DataType.Int8 when raw => Convert(FromRaw<sbyte>(tensor), value => (long)value),
            DataType.Uint8 or DataType.Bool when raw => Convert(FromRaw<byte>(tensor), value => (long)value),
            DataType.Int32 or DataType.Int16 or DataType.Uint16 or DataType.Int8 or DataType.Uint8 or DataType.Bool
                => Convert([.. tensor.Int32Data], (int value) => (long)value),
            _ => throw WrongType(tensor, count, "an integer type"),
        };
    }

    private static int CheckedCount(TensorProto tensor)
    {
        LocatedTensor located = new(tensor, $"tensor '{tensor.Name}'");
        TensorValidator.Check(located);
        return (int)Math.Min(int.MaxValue, TensorSizes.ElementCount(located));
    }

    private static ushort[] SixteenBits(TensorProto tensor) => tensor.HasRawData
        ? FromRaw<ushort>(tensor)
        : Convert([.. tensor.Int32Data], (int value) => (ushort)value);

    private static T[] FromRaw<T>(TensorProto tensor)
        where T : unmanaged
    {
        T[] values = MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            ReverseElements(values);
        }

        return values;
    }

    private static void ReverseElements<T>(T[] values)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        int size = bytes.Length / Math.Max(1, values.Length);
        for (int start = 0; start < bytes.Length; start += size)
        {
            bytes.Slice(start, size).Reverse();
        }
    }

    private static TTo[] Convert<TFrom, TTo>(TFrom[] values, Converter<TFrom, TTo> converter) => Array.ConvertAll(values, converter);

    private static RsdtrException WrongType(TensorProto tensor, int count, string wanted) => new(
        ModelDiagnostics.MalformedTensor,
        string.Create(CultureInfo.InvariantCulture, $"The tensor '{tensor.Name}' ({count} elements) is {ElementTypes.Name(tensor.DataType)} where {wanted} is needed: export the network in float32."));
}
