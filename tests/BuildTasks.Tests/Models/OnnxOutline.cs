using System.Text;

namespace RsdtrEdge.BuildTasks.Tests.Models;

/// <summary>Models as bytes, put together by the format's field numbers (onnx.proto).</summary>
internal static class OnnxOutline
{
    /// <summary>A model with a tensor in each of two files: one an initializer, one the value of a node's attribute in a graph of a node's attribute.</summary>
    public static byte[] WithExternalData(string initializer, string attribute)
    {
        byte[] inner = Field(1, Field(5, Field(5, Tensor(attribute))));
        byte[] outer = Field(1, Field(5, Field(6, inner)));
        return [.. Varint(8), .. Varint(8), .. Field(7, [.. Field(2, Encoding.UTF8.GetBytes("graph")), .. outer, .. Field(5, Tensor(initializer))])];
    }

    /// <summary>A model whose graph lies within so many messages: each level adds a node, its attribute and the attribute's graph, and the innermost has a tensor in a file.</summary>
    public static byte[] Nested(int levels, string location)
    {
        byte[][] starts = new byte[levels][];
        byte[] innermost = Field(5, Tensor(location));
        int length = innermost.Length;
        for (int level = 0; level < levels; level++)
        {
            byte[] attribute = Start(6, length);
            byte[] node = Start(5, attribute.Length + length);
            starts[level] = [.. Start(1, node.Length + attribute.Length + length), .. node, .. attribute];
            length += starts[level].Length;
        }

        return [.. Start(7, length), .. starts.Reverse().SelectMany(start => start), .. innermost];
    }

    // dims 4, float32, raw data absent, external data with a location and an offset.
    private static byte[] Tensor(string location) =>
        [.. Varint(8), .. Varint(4), .. Varint(16), .. Varint(1), .. Field(13, Entry("location", location)), .. Field(13, Entry("offset", "0")), .. Varint(14 << 3), .. Varint(1)];

    private static byte[] Entry(string key, string value) => [.. Field(1, Encoding.UTF8.GetBytes(key)), .. Field(2, Encoding.UTF8.GetBytes(value))];

    private static byte[] Field(int number, byte[] content) => [.. Start(number, content.Length), .. content];

    private static byte[] Start(int number, int length) => [.. Varint((number << 3) | 2), .. Varint(length)];

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
