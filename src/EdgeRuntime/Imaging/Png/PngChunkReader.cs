using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>Walks the chunks of a PNG file and checks each one's CRC (PNG specification, 5.3).</summary>
internal ref struct PngChunkReader
{
    private readonly ReadOnlySpan<byte> _file;
    private int _position;

    public PngChunkReader(ReadOnlySpan<byte> file)
    {
        _file = file;
        _position = Signature.Length;
        Type = [];
        Data = [];
    }

    /// <summary>The first eight bytes of every PNG file (PNG specification, 5.2).</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The chunk's four letters.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>The chunk's content.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Reads the next chunk.</summary>
    /// <exception cref="InvalidDataException">The file ends inside it, or its CRC is wrong.</exception>
    public void Read()
    {
        ReadOnlySpan<byte> rest = _file[_position..];
        if (rest.Length < 12)
        {
            throw new InvalidDataException("the file ends before its IEND chunk");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        ReadOnlySpan<byte> type = rest.Slice(4, 4);
        if (length > rest.Length - 12)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the file ends inside its {Show(type)} chunk of {length} bytes ({rest.Length - 12} are there)"));
        }

        int end = 8 + (int)length;
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(rest[end..]);
        uint computed = Crc32.Compute(rest[4..end]);
        if (stored != computed)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the CRC of its {Show(type)} chunk is {computed:X8}, the file says {stored:X8}"));
        }

        Type = type;
        Data = rest[8..end];
        _position += end + 4;
    }

    private static string Show(ReadOnlySpan<byte> type)
    {
        foreach (byte letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return "unnamed";
            }
        }

        return Encoding.ASCII.GetString(type);
    }
}
