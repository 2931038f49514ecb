using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>
/// Turns a row of any colour type into RGB pixels at a pass's positions. Grey of fewer than 8 bits is scaled to 0..255, 16-bit samples keep
/// their high byte, and transparency (an alpha channel or tRNS) is dropped: what Pillow's <c>convert("RGB")</c> gives.
/// </summary>
internal readonly ref struct PngRowConverter(PngHeader header, ReadOnlySpan<byte> palette)
{
    private readonly ReadOnlySpan<byte> _palette = palette;

    /// <summary>Converts a row.</summary>
    /// <param name="row">The unfiltered bytes.</param>
    /// <param name="count">Pixels in the row.</param>
    /// <param name="target">The image's row.</param>
    /// <param name="startX">The column of the first pixel.</param>
    /// <param name="stepX">Columns from one pixel to the next.</param>
    public void Convert(ReadOnlySpan<byte> row, int count, Span<byte> target, int startX, int stepX)
    {
        if (header.ColorType == PngColorType.Rgb && header.BitDepth == 8 && stepX == 1)
        {
            row[..(count * 3)].CopyTo(target);
            return;
        }

        int at = startX * 3;
        int step = stepX * 3;
        if (header.BitDepth < 8)
        {
            ConvertPacked(row, count, target, at, step);
            return;
        }

        // The high byte is the first of two.
        int sampleBytes = header.BitDepth / 8;
        int pixelBytes = sampleBytes * header.SamplesPerPixel;
        bool isColor = header.ColorType is PngColorType.Rgb or PngColorType.RgbAlpha;
        for (int x = 0, from = 0; x < count; x++, from += pixelBytes, at += step)
        {
            if (isColor)
            {
                Put(target, at, row[from], row[from + sampleBytes], row[from + (2 * sampleBytes)]);
            }
            else if (header.ColorType == PngColorType.Palette)
            {
                PutEntry(target, at, row[from]);
            }
            else
            {
                Put(target, at, row[from], row[from], row[from]);
            }
        }
    }

    private void ConvertPacked(ReadOnlySpan<byte> row, int count, Span<byte> target, int at, int step)
    {
        int depth = header.BitDepth;
        int mask = (1 << depth) - 1;
        for (int x = 0; x < count; x++, at += step)
        {
            // The leftmost pixel is in the high bits.
            int bit = x * depth;
            int value = (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            if (header.ColorType == PngColorType.Palette)
            {
                PutEntry(target, at, value);
            }
            else
            {
                byte grey = (byte)(value * 255 / mask);
                Put(target, at, grey, grey, grey);
            }
        }
    }

    private void PutEntry(Span<byte> target, int at, int index)
    {
        if (index * 3 >= _palette.Length)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"a pixel has palette index {index}, the palette has {_palette.Length / 3} colours"));
        }

        _palette.Slice(index * 3, 3).CopyTo(target[at..]);
    }

    private static void Put(Span<byte> target, int at, byte red, byte green, byte blue)
    {
        target[at + 2] = blue;
        target[at + 1] = green;
        target[at] = red;
    }
}
