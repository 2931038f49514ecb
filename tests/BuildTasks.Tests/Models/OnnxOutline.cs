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

    // dims 4, float32, raw data absent, external data with a location and an offset.
    private static byte[] Tensor(string location) =>
        [.. Varint(8), .. Varint(4), .. Varint(16), .. Varint(1), .. Field(13, Entry("location", location)), .. Field(13, Entry("offset", "0")), .. Varint(14 << 3), .. Varint(1)];

    private static byte[] Entry(string key, string value) => [.. Field(1, Encoding.UTF8.GetBytes(key)), .. Field(2, Encoding.UTF8.GetBytes(value))];

    private static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

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
