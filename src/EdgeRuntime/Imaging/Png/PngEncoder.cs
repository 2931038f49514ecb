using System.Buffers.Binary;
using System.IO.Compression;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>Writes 8-bit RGB PNG files: the images of samples and tests.</summary>
public static class PngEncoder
{
    private const int Channels = 3;

    /// <summary>Writes a colour image.</summary>
    /// <param name="stream">Is written to and left open.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="ArgumentException">The image is empty.</exception>
    public static void Write(Stream stream, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Samples.IsEmpty)
        {
            throw new ArgumentException("the image is empty", nameof(image));
        }

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)PngColorType.Rgb;
        header[10..].Clear();

        stream.Write(PngChunkReader.Signature);
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, Compress(image.Samples, image.Width * Channels));
        WriteChunk(stream, "IEND"u8, []);
    }

    /// <summary>Writes a colour image to a file, by way of a temporary file beside it.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="RsdtrException">RSDTR3001: the file cannot be written.</exception>
    public static void Save(string path, RgbImage image) => AtomicFile.Write(path, stream => Write(stream, image));

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> samples, int rowBytes)
    {
        MemoryStream compressed = new();
        using (ZLibStream pixels = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] candidate = new byte[rowBytes];
            byte[] best = new byte[rowBytes + 1];
            ReadOnlySpan<byte> above = new byte[rowBytes];
            for (; !samples.IsEmpty; samples = samples[rowBytes..])
            {
                ReadOnlySpan<byte> row = samples[..rowBytes];
                long least = long.MaxValue;
                for (int filter = PngFilter.None; filter <= PngFilter.Paeth; filter++)
                {
                    // The specification's own heuristic (12.7): the filter whose bytes, taken as signed, have the least sum of magnitudes.
                    PngFilter.Apply(filter, row, above, Channels, candidate);
                    long sum = SumOfMagnitudes(candidate);
                    if (sum < least)
                    {
                        least = sum;
                        best[0] = (byte)filter;
                        candidate.CopyTo(best, 1);
                    }
                }

                pixels.Write(best);
                above = row;
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static long SumOfMagnitudes(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        foreach (byte value in bytes)
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Compute(type, data));
        stream.Write(word);
    }
}
