using System.Buffers.Binary;
using System.IO.Compression;
using RsdtrEdge.Samples.ShapeImages.Rendering;

namespace RsdtrEdge.Samples.ShapeImages.Output;

/// <summary>Writes images as PNG: 8 bits a channel, RGB (W3C, "Portable Network Graphics", third edition).</summary>
internal static class PngWriter
{
    private const int RowBytes = 3 * Canvas.Size;
    private const byte FilterUp = 2;

    /// <summary>Encodes an image.</summary>
    /// <param name="rgb">Red, green and blue bytes, row by row: <see cref="Canvas.Size"/> squared times 3.</param>
    public static byte[] Encode(byte[] rgb)
    {
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);

        // Width, height, 8 bits, RGB, deflate, the five filters, not interlaced.
        byte[] header = [0, 0, 0, Canvas.Size, 0, 0, 0, Canvas.Size, 8, 2, 0, 0, 0];
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(rgb));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Compress(byte[] rgb)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            Span<byte> filtered = stackalloc byte[1 + RowBytes];
            filtered[0] = FilterUp;
            for (int start = 0; start < rgb.Length; start += RowBytes)
            {
                for (int i = 0; i < RowBytes; i++)
                {
                    byte above = start == 0 ? (byte)0 : rgb[start - RowBytes + i];
                    filtered[1 + i] = (byte)(rgb[start + i] - above);
                }

                zlib.Write(filtered);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(word, (uint)data.Length);
        png.Write(word);

        byte[] checkedPart = [.. type, .. data];
        png.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32(checkedPart));
        png.Write(word);
    }

    // The reflected polynomial 0xEDB88320, bit by bit: fast enough for thumbnails.
    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }
}
