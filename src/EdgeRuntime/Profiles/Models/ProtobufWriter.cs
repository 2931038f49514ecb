using System.Text;

namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>
/// Writes a message in protobuf's wire format (protobuf's encoding guide): whole numbers, text, bytes and messages within it. Nothing is
/// copied before <see cref="ToArray"/>, so that the weights of a large layer lie in memory once.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int VarintWire = 0;
    private const int LengthDelimitedWire = 2;

    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private int _length;

    /// <summary>Adds a whole number.</summary>
    public ProtobufWriter Integer(int field, long value)
    {
        List<byte> bytes = [];
        AddVarint(bytes, (ulong)((field << 3) | VarintWire));
        AddVarint(bytes, (ulong)value);
        return Append(bytes.ToArray());
    }

    /// <summary>Adds text.</summary>
    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds bytes, which must stay as they are until <see cref="ToArray"/>.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlyMemory<byte> value) => AppendHead(field, value.Length).Append(value);

    /// <summary>Adds a message as it is now.</summary>
    public ProtobufWriter Message(int field, ProtobufWriter value)
    {
        AppendHead(field, value._length);
        foreach (ReadOnlyMemory<byte> segment in value._segments)
        {
            Append(segment);
        }

        return this;
    }

    /// <summary>The message.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[_length];
        int position = 0;
        foreach (ReadOnlyMemory<byte> segment in _segments)
        {
            segment.CopyTo(bytes.AsMemory(position));
            position += segment.Length;
        }

        return bytes;
    }

    private ProtobufWriter AppendHead(int field, int length)
    {
        List<byte> head = [];
        AddVarint(head, (ulong)((field << 3) | LengthDelimitedWire));
        AddVarint(head, (ulong)length);
        return Append(head.ToArray());
    }

    private ProtobufWriter Append(ReadOnlyMemory<byte> segment)
    {
        _length = checked(_length + segment.Length);
        _segments.Add(segment);
        return this;
    }

    private static void AddVarint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }
}
