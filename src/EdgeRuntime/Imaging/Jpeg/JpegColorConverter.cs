using System.Runtime.CompilerServices;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>
/// Rows of components to rows of RGB. YCbCr is that of ITU-T T.871 (full range, BT.601) in 16-bit fixed point with libjpeg's constants and rounding.
/// Ink is taken to be inverted (Adobe's convention, as Pillow assumes it), so that a colour is ink x black / 255.
/// </summary>
internal static class JpegColorConverter
{
    // round(x * 65536)
    private const int RedFromCr = 91881;     // 1.402
    private const int BlueFromCb = 116130;   // 1.772
    private const int GreenFromCb = 22554;   // 0.34414
    private const int GreenFromCr = 46802;   // 0.71414
    private const int Half = 1 << 15;

    public static void GreyToRgb(ReadOnlySpan<byte> grey, Span<byte> row)
    {
        for (int x = 0, at = 0; x < grey.Length; x++, at += 3)
        {
            Put(row, at, grey[x], grey[x], grey[x]);
        }
    }

    public static void Interleave(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> row)
    {
        for (int x = 0, at = 0; x < red.Length; x++, at += 3)
        {
            Put(row, at, red[x], green[x], blue[x]);
        }
    }

    public static void YCbCrToRgb(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blueness, ReadOnlySpan<byte> redness, Span<byte> row)
    {
        blueness = blueness[..luma.Length];
        redness = redness[..luma.Length];
        for (int x = 0, at = 0; x < luma.Length; x++, at += 3)
        {
            int y = luma[x];
            int cb = blueness[x] - 128;
            int cr = redness[x] - 128;
            Put(
                row,
                at,
                Clamp(y + (((RedFromCr * cr) + Half) >> 16)),
                Clamp(y + (((-GreenFromCb * cb) - (GreenFromCr * cr) + Half) >> 16)),
                Clamp(y + (((BlueFromCb * cb) + Half) >> 16)));
        }
    }

    /// <summary>Turns a row of YCCK's first three components, converted by <see cref="YCbCrToRgb"/>, into inverted ink amounts.</summary>
    public static void Invert(Span<byte> row)
    {
        foreach (ref byte value in row)
        {
            value = (byte)~value;
        }
    }

    /// <summary>Multiplies a row of inverted ink amounts by inverted black.</summary>
    public static void MultiplyBlack(Span<byte> row, ReadOnlySpan<byte> black)
    {
        for (int x = 0, at = 0; x < black.Length; x++, at += 3)
        {
            // As Pillow computes it: the light that black leaves less the ink's share of it, rounded.
            int light = black[x];
            Put(row, at, Remaining(row[at], light), Remaining(row[at + 1], light), Remaining(row[at + 2], light));
        }
    }

    private static byte Remaining(int inverted, int light)
    {
        int product = ((255 - inverted) * light) + 128;
        return Clamp(light - ((product + (product >> 8)) >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Span<byte> row, int at, byte red, byte green, byte blue)
    {
        Span<byte> pixel = row.Slice(at, 3);
        pixel[2] = blue;
        pixel[1] = green;
        pixel[0] = red;
    }
}
