using System.Buffers.Binary;
using System.Text;

namespace RsdtrEdge.Samples.ShapeImages.Output;

/// <summary>The header of a .npy file, version 1.0 (NumPy's "NEP 1: a simple file format for NumPy arrays").</summary>
internal static class NpyHeader
{
    private const int Alignment = 64;

    /// <summary>Writes the header; the values follow, little-endian, last index fastest.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="type">NumPy's name of the element type, such as <c>&lt;f4</c>.</param>
    /// <param name="shape">The array's lengths.</param>
    public static void Write(Stream stream, string type, params ReadOnlySpan<int> shape)
    {
        var lengths = new StringBuilder();
        foreach (int length in shape)
        {
            lengths.Append(length).Append(", ");
        }

        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({lengths}), }}";
        ReadOnlySpan<byte> magic = [0x93, .. "NUMPY"u8, 1, 0];
        int unpadded = magic.Length + sizeof(ushort) + text.Length + 1;
        text = text.PadRight(text.Length + (-unpadded & (Alignment - 1))) + '\n';

        Span<byte> length16 = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(length16, (ushort)text.Length);
        stream.Write(magic);
        stream.Write(length16);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }
}
