using System.Buffers.Binary;
using System.IO.Compression;

namespace RsdtrEdge.Runtime.Tests.Imaging.Png;

/// <summary>Writes PNG files of every kind, independently of the library: one sample value at a time, straight from the specification.</summary>
internal sealed class TestPng
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Interlaced =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public int Width { get; init; } = 13;

    public int Height { get; init; } = 11;

    public int ColorType { get; init; }

    public int Depth { get; init; } = 8;

    public bool IsInterlaced { get; init; }

    /// <summary>The filter of every row; -1 takes them in turn.</summary>
    public int Filter { get; init; } = -1;

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    /// <summary>Bytes in each IDAT chunk.</summary>
    public int DataChunk { get; init; } = int.MaxValue;

    public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>The value of a sample: anything that depends on all its coordinates and uses all bits.</summary>
    public int Value(int x, int y, int sample) => ((x * 7919) + (y * 104729) + (sample * 31337) + (x * y * 613)) & ((1 << Depth) - 1);

    public byte[] Encode()
    {
        MemoryStream rows = new();
        int number = 0;
        foreach ((int startX, int startY, int stepX, int stepY) in IsInterlaced ? Interlaced : [(0, 0, 1, 1)])
        {
            byte[]? above = null;
            for (int y = startY; y < Height && startX < Width; y += stepY)
            {
                byte[] row = Row(y, startX, stepX);
                above ??= new byte[row.Length];
                int filter = Filter >= 0 ? Filter : number++ % 5;
                rows.WriteByte((byte)filter);
                rows.Write(Filtered(filter, row, above, Math.Max(1, Samples * Depth / 8)));
                above = row;
            }
        }

        MemoryStream compressed = new();
        using (ZLibStream stream = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(rows.ToArray());
        }

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Depth, (byte)ColorType, (byte)(IsInterlaced ? 1 : 0));

        List<byte> file = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("tEXt", "Title\0test"u8.ToArray())];
        if (Palette is not null)
        {
            file.AddRange(Chunk("PLTE", Palette));
        }

        if (Transparency is not null)
        {
            file.AddRange(Chunk("tRNS", Transparency));
        }

        foreach (byte[] part in compressed.ToArray().Chunk(DataChunk))
        {
            file.AddRange(Chunk("IDAT", part));
        }

        return [.. file, .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private byte[] Row(int y, int startX, int stepX)
    {
        int pixels = (Width - startX + stepX - 1) / stepX;
        byte[] row = new byte[((pixels * Samples * Depth) + 7) / 8];
        int bit = 0;
        for (int x = startX; x < Width; x += stepX)
        {
            for (int sample = 0; sample < Samples; sample++)
            {
                int value = Value(x, y, sample);
                for (int i = Depth - 1; i >= 0; i--, bit++)
                {
                    row[bit / 8] |= (byte)(((value >> i) & 1) << (7 - (bit % 8)));
                }
            }
        }

        return row;
    }

    private static byte[] Filtered(int filter, byte[] row, byte[] above, int distance)
    {
        byte[] filtered = new byte[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < distance ? 0 : row[i - distance];
            int b = above[i];
            int c = i < distance ? 0 : above[i - distance];
            int p = a + b - c;
            (int pa, int pb, int pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
            int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
            filtered[i] = (byte)(row[i] - filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => paeth, _ => 0 });
        }

        return filtered;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
