using System.Diagnostics.CodeAnalysis;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>The type of a tensor's elements (<c>ONNXTensorElementDataType</c>; the numbers are those of ONNX's TensorProto).</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "They are names of types, as the format has them.")]
public enum TensorElementType
{
    /// <summary>Not a tensor, or not known.</summary>
    Undefined = 0,

    /// <summary><see cref="float"/>.</summary>
    Float = 1,

    /// <summary><see cref="byte"/>.</summary>
    UInt8 = 2,

    /// <summary><see cref="sbyte"/>.</summary>
    Int8 = 3,

    /// <summary><see cref="ushort"/>.</summary>
    UInt16 = 4,

    /// <summary><see cref="short"/>.</summary>
    Int16 = 5,

    /// <summary><see cref="int"/>.</summary>
    Int32 = 6,

    /// <summary><see cref="long"/>.</summary>
    Int64 = 7,

    /// <summary>Text; not supported by <see cref="Tensor"/>.</summary>
    Text = 8,

    /// <summary><see cref="bool"/>, one byte.</summary>
    Bool = 9,

    /// <summary><see cref="Half"/>.</summary>
    Float16 = 10,

    /// <summary><see cref="double"/>.</summary>
    Double = 11,

    /// <summary><see cref="uint"/>.</summary>
    UInt32 = 12,

    /// <summary><see cref="ulong"/>.</summary>
    UInt64 = 13,

    /// <summary>Two floats; not supported by <see cref="Tensor"/>.</summary>
    Complex64 = 14,

    /// <summary>Two doubles; not supported by <see cref="Tensor"/>.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a float; not supported by <see cref="Tensor"/>.</summary>
    BFloat16 = 16,
}
