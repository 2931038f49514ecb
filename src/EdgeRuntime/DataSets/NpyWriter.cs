using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>Writes float32 arrays as .npy, version 1.0, little-endian, C order.</summary>
public static class NpyWriter
{
    // The data begins at a multiple of this (NEP 1).
    private const int Alignment = 64;

    /// <summary>Writes an array to a file, by way of a temporary file beside it.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="values">The elements.</param>
    /// <param name="shape">The sizes, outermost first.</param>
    /// <exception cref="ArgumentException">The sizes do not multiply to the number of elements.</exception>
    /// <exception cref="RsdtrException">RSDTR3001: the file cannot be written.</exception>
    public static void Save(string path, ReadOnlyMemory<float> values, params IReadOnlyList<int> shape) =>
        AtomicFile.Write(path, stream => Write(stream, values.Span, shape));

    /// <summary>Writes an array to a stream, which is left open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="values">The elements.</param>
    /// <param name="shape">The sizes, outermost first.</param>
    /// <exception cref="ArgumentException">The sizes do not multiply to the number of elements.</exception>
    public static void Write(Stream stream, ReadOnlySpan<float> values, params IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(shape);
        string sizes = string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
        if (shape.Any(size => size < 0) || shape.Aggregate(1L, (product, size) => product * size) != values.Length)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{values.Length} values are no array ({sizes})"), nameof(shape));
        }

        // A tuple of one needs its comma.
        string comma = shape.Count == 1 ? "," : string.Empty;
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}{comma}), }}";
        int prefix = NpyHeader.Magic.Length + 4;
        int length = ((prefix + text.Length + Alignment) / Alignment * Alignment) - prefix;

        Span<byte> start = stackalloc byte[10];
        NpyHeader.Magic.CopyTo(start);
        start[6] = 1;
        start[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], checked((ushort)length));
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> element = stackalloc byte[sizeof(float)];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(element, value);
            stream.Write(element);
        }
    }
}
