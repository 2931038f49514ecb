using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>The element types of tensors: names and sizes (ONNX specification, <c>TensorProto.DataType</c>).</summary>
internal static class ElementTypes
{
    // Types added after IR version 9; the schema keeps the type as a number so that they survive.
    private const int Float8E4M3FN = 17;
    private const int Float8E5M2FNUZ = 20;
    private const int UInt4 = 21;
    private const int Int4 = 22;
    private const int Float4E2M1 = 23;
    private const int Float8E8M0 = 24;

    /// <summary>The size of an element in bits, or null for strings and for types that are not known.</summary>
    public static int? Bits(int type) => type switch
    {
        (int)DataType.Bool or (int)DataType.Int8 or (int)DataType.Uint8 => 8,
        (int)DataType.Int16 or (int)DataType.Uint16 or (int)DataType.Float16 or (int)DataType.Bfloat16 => 16,
        (int)DataType.Float or (int)DataType.Int32 or (int)DataType.Uint32 => 32,
        (int)DataType.Double or (int)DataType.Int64 or (int)DataType.Uint64 or (int)DataType.Complex64 => 64,
        (int)DataType.Complex128 => 128,
        (>= Float8E4M3FN and <= Float8E5M2FNUZ) or Float8E8M0 => 8,
        UInt4 or Int4 or Float4E2M1 => 4,
        _ => null,
    };

    /// <summary>Whether elements are real floating-point numbers of any width: what this library counts as parameters.</summary>
    public static bool IsFloatingPoint(int type) => type switch
    {
        (int)DataType.Float or (int)DataType.Double or (int)DataType.Float16 or (int)DataType.Bfloat16 => true,
        (>= Float8E4M3FN and <= Float8E5M2FNUZ) or Float8E8M0 or Float4E2M1 => true,
        _ => false,
    };

    /// <summary>Whether elements are floating-point numbers of the widths that networks compute in and whose values are held against each other here: 16, 32 and 64 bits (IEEE 754).</summary>
    public static bool IsComputedIn(int type) => type is (int)DataType.Float or (int)DataType.Double or (int)DataType.Float16;

    /// <summary>The type's name in messages, for example <c>float16</c>.</summary>
    public static string Name(int type) => Enum.IsDefined((DataType)type)
        ? ((DataType)type).ToString().ToLowerInvariant()
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"type {type}");
}
