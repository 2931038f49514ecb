using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>The header of an array file (NumPy's format description, NEP 1, versions 1.0, 2.0 and 3.0): the element type and the shape.</summary>
/// <param name="Element">The element type, little-endian.</param>
/// <param name="Shape">The sizes, outermost first (C order).</param>
/// <param name="Bytes">Bytes of the file before the data.</param>
internal sealed record NpyHeader(NpyElement Element, IReadOnlyList<long> Shape, int Bytes)
{
    /// <summary>The longest header that is read; a real one has about a hundred bytes.</summary>
    private const int MaximumLength = 1 << 16;

    /// <summary>The first six bytes of every such file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public int ElementBytes => Element switch
    {
        NpyElement.UInt8 => 1,
        NpyElement.Float32 or NpyElement.Int32 => 4,
        _ => 8,
    };

    /// <summary>The number of elements.</summary>
    /// <exception cref="InvalidDataException">It exceeds what a file can hold.</exception>
    public long Count
    {
        get
        {
            Int128 count = 1;
            foreach (long size in Shape)
            {
                count *= size;
                if (count > long.MaxValue / 8)
                {
                    throw new InvalidDataException($"its shape {ShowShape()} has more elements than a file can hold");
                }
            }

            return (long)count;
        }
    }

    /// <summary>The shape as messages show it.</summary>
    public string ShowShape() => $"[{string.Join(',', Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>Reads a header; the stream is left at the first element.</summary>
    /// <exception cref="InvalidDataException">No such file, or an array of a kind that is not read.</exception>
    /// <exception cref="EndOfStreamException">The file ends inside it.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        stream.ReadExactly(start[..8]);
        if (!start.StartsWith(Magic))
        {
            throw new InvalidDataException("it does not begin as a NumPy array does");
        }

        int version = start[6];
        int lengthBytes = version switch
        {
            1 => 2,
            2 or 3 => 4,
            _ => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has format version {version}; 1 to 3 are read")),
        };
        stream.ReadExactly(start.Slice(8, lengthBytes));
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaximumLength)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its header has {length} bytes; {MaximumLength} is the limit"));
        }

        byte[] text = new byte[length];
        stream.ReadExactly(text);
        NpyDictionary dictionary = NpyDictionary.Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text));
        if (dictionary.IsFortranOrder && dictionary.Shape.Count > 1)
        {
            throw new InvalidDataException("it is in Fortran order; save numpy.ascontiguousarray(x)");
        }

        return new NpyHeader(ElementOf(dictionary.Type), dictionary.Shape, 8 + lengthBytes + (int)length);
    }

    private static NpyElement ElementOf(string type) => type switch
    {
        "<f4" => NpyElement.Float32,
        "<f8" => NpyElement.Float64,
        "<i4" => NpyElement.Int32,
        "<i8" => NpyElement.Int64,
        "|u1" => NpyElement.UInt8,
        _ => throw new InvalidDataException($"its elements are '{type}'; little-endian '<f4' and '<f8' are read, and '<i4', '<i8', '|u1' for labels: save x.astype('<f4')"),
    };
}
