using System.Globalization;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Checks that each tensor holds as much data as its shape and type say.</summary>
internal static class TensorValidator
{
    /// <exception cref="RsdtrException">A tensor is damaged (RSDTR1005).</exception>
    public static void Check(ModelProto model)
    {
        foreach (LocatedTensor located in ModelTensors.All(model))
        {
            Check(located);
        }
    }

    /// <exception cref="RsdtrException">The tensor is damaged (RSDTR1005).</exception>
    public static void Check(LocatedTensor located)
    {
        TensorProto tensor = located.Tensor;
        long count = TensorSizes.ElementCount(located);
        if (tensor.DataType == (int)DataType.Undefined)
        {
            throw TensorSizes.Malformed(located, "has no element type");
        }

        if (tensor.Segment is not null)
        {
            throw TensorSizes.Malformed(located, "is one segment of a larger tensor, which ONNX Runtime cannot load either");
        }

        (string field, long stored, long needed) = Storage(located, count);
        if (stored != needed)
        {
            throw TensorSizes.Malformed(located, string.Create(
                CultureInfo.InvariantCulture,
                $"has the shape {TensorSizes.Format(tensor.Dims)} of {ElementTypes.Name(tensor.DataType)}, which needs {needed} {field}, but holds {stored}"));
        }
    }

    private static (string Field, long Stored, long Needed) Storage(LocatedTensor located, long count)
    {
        TensorProto tensor = located.Tensor;
        if (tensor.HasRawData)
        {
            // Types newer than this library are taken as they are.
            long? needed = tensor.DataType == (int)DataType.String ? 0 : TensorSizes.StoredBytes(located);
            return ("bytes", tensor.RawData.Length, needed ?? tensor.RawData.Length);
        }

        return (DataType)tensor.DataType switch
        {
            DataType.Float => ("numbers", tensor.FloatData.Count, count),
            DataType.Complex64 => ("numbers", tensor.FloatData.Count, Doubled(located, count)),
            DataType.Double => ("numbers", tensor.DoubleData.Count, count),
            DataType.Complex128 => ("numbers", tensor.DoubleData.Count, Doubled(located, count)),
            DataType.Int64 => ("numbers", tensor.Int64Data.Count, count),
            DataType.Uint32 or DataType.Uint64 => ("numbers", tensor.Uint64Data.Count, count),
            DataType.String => ("strings", tensor.StringData.Count, count),
            DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.Uint16 or DataType.Uint8 or DataType.Bool
                or DataType.Float16 or DataType.Bfloat16 => ("numbers", tensor.Int32Data.Count, count),
            _ => ("numbers", 0, 0),
        };
    }

    private static long Doubled(LocatedTensor located, long count) =>
        count <= long.MaxValue / 2 ? count * 2 : throw TensorSizes.Malformed(located, "has more than 2^63 numbers by its shape");
}
