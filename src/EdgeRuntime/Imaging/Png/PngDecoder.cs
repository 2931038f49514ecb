using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>
/// Decodes PNG (W3C PNG specification, third edition): every colour type and bit depth, all filters, Adam7 interlace; of an animation its default image.
/// Colour management (gAMA, iCCP, ...) is not applied, as common loaders do not apply it either.
/// </summary>
internal sealed class PngDecoder : IImageDecoder
{
    // Deflate cannot expand a byte to more than this (RFC 1951: a match of 258 bytes costs at least two bits).
    private const int MaximumExpansion = 1032;

    public string FormatName => "PNG";

    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith(PngChunkReader.Signature);

    public void Decode(ReadOnlySpan<byte> encoded, RgbImage destination)
    {
        PngChunkReader chunks = new(encoded);
        chunks.Read();
        if (!chunks.Type.SequenceEqual("IHDR"u8))
        {
            throw new InvalidDataException("its first chunk is not IHDR");
        }

        PngHeader header = PngHeader.Parse(chunks.Data);
        ReadOnlySpan<byte> palette = [];
        byte[] compressed = ArrayPool<byte>.Shared.Rent(encoded.Length);
        try
        {
            int length = 0;
            for (chunks.Read(); !chunks.Type.SequenceEqual("IEND"u8); chunks.Read())
            {
                if (chunks.Type.SequenceEqual("IDAT"u8))
                {
                    chunks.Data.CopyTo(compressed.AsSpan(length));
                    length += chunks.Data.Length;
                }
                else if (chunks.Type.SequenceEqual("PLTE"u8))
                {
                    palette = CheckedPalette(chunks.Data);
                }
                else if ((chunks.Type[0] & 0x20) == 0)
                {
                    // A capital first letter marks a chunk that a decoder must understand.
                    throw new InvalidDataException("it has a critical chunk of an unknown kind");
                }
            }

            if (header.ColorType == PngColorType.Palette && palette.IsEmpty)
            {
                throw new InvalidDataException("it is a palette image without a palette");
            }

            CheckPlausible(header, length);
            destination.Resize(header.Width, header.Height);
            using ZLibStream pixels = new(new MemoryStream(compressed, 0, length, writable: false), CompressionMode.Decompress);
            ReadRows(header, palette, pixels, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    private static ReadOnlySpan<byte> CheckedPalette(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data.Length % 3 != 0 || data.Length > 768)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its palette has {data.Length} bytes"));
        }

        return data;
    }

    /// <summary>Refuses a small file that declares a huge image, before memory is taken for it.</summary>
    private static void CheckPlausible(in PngHeader header, int compressedLength)
    {
        long needed = (long)header.RowBytes(header.Width) * header.Height;
        if (needed > (long)compressedLength * MaximumExpansion)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"its {compressedLength} bytes of pixel data cannot hold the {header.Width} x {header.Height} pixels that it declares"));
        }
    }

    private static void ReadRows(in PngHeader header, ReadOnlySpan<byte> palette, ZLibStream pixels, RgbImage destination)
    {
        int rowBytes = header.RowBytes(header.Width);
        byte[] rows = ArrayPool<byte>.Shared.Rent(2 * (rowBytes + 1));
        try
        {
            PngRowConverter converter = new(header, palette);
            foreach (PngPass pass in PngPass.Of(header))
            {
                int width = pass.Width(header.Width);
                int height = pass.Height(header.Height);
                if (width == 0)
                {
                    continue;
                }

                // Each row is preceded by its filter's number, hence the one byte more.
                int length = header.RowBytes(width) + 1;
                Span<byte> current = rows.AsSpan(0, length);
                Span<byte> above = rows.AsSpan(length, length);
                above.Clear();
                for (int y = 0; y < height; y++)
                {
                    pixels.ReadExactly(current);
                    Span<byte> row = current[1..];
                    PngFilter.Undo(current[0], row, above[1..], header.FilterDistance);
                    converter.Convert(row, width, destination.Row(pass.StartY + (y * pass.StepY)), pass.StartX, pass.StepX);
                    Span<byte> swap = above;
                    above = current;
                    current = swap;
                }
            }

            // Reading on to the end lets the stream check the data's Adler-32.
            if (pixels.Read(rows, 0, 1) != 0)
            {
                throw new InvalidDataException("it holds more pixel data than its size takes");
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("its pixel data ends early", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }
}
