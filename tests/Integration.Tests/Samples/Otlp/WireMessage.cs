using System.Text;
using Google.Protobuf;

namespace RsdtrEdge.Integration.Tests.Samples.Otlp;

/// <summary>A protobuf message without its schema: its fields by their numbers.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Number, byte[]? Bytes, ulong Bits)> _fields = [];

    /// <summary>Reads a message.</summary>
    public WireMessage(byte[] bytes)
    {
        using CodedInputStream input = new(bytes);
        while (input.ReadTag() is not 0 and uint tag)
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            _fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.LengthDelimited => (number, input.ReadBytes().ToByteArray(), 0),
                WireFormat.WireType.Varint => (number, null, input.ReadUInt64()),
                WireFormat.WireType.Fixed64 => (number, null, input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => (number, null, input.ReadFixed32()),
                _ => throw new InvalidDataException($"A field of wire type {WireFormat.GetTagWireType(tag)}."),
            });
        }
    }

    /// <summary>The messages of a field.</summary>
    public IEnumerable<WireMessage> Messages(int number) => _fields.Where(field => field.Number == number).Select(field => new WireMessage(field.Bytes!));

    /// <summary>The bytes of a field; none where it is absent.</summary>
    public byte[] Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes ?? [];

    /// <summary>A text; empty where it is absent.</summary>
    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    /// <summary>A number's bits; null where it is absent.</summary>
    public ulong? Bits(int number) => _fields.Any(field => field.Number == number) ? _fields.Last(field => field.Number == number).Bits : null;
}
