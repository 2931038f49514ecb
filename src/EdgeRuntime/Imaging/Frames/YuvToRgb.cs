using System.Numerics;

namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>
/// From luma and chroma to red, green and blue, all in levels from 0 to 255. With y from 0 to 1 and cb, cr from -1/2 to 1/2 (ITU-R BT.601-7, 2.5; BT.709-6, 3):
/// <c>r = y + 2 (1 - Kr) cr</c>, <c>b = y + 2 (1 - Kb) cb</c>, <c>g = (y - Kr r - Kb b) / (1 - Kr - Kb)</c>. Limited range has y = (Y - 16) / 219 and c = (C - 128) / 224, full
/// range y = Y / 255 and c = (C - 128) / 255. What lies outside of 0 to 255 is clipped.
/// </summary>
internal readonly struct YuvToRgb
{
    private readonly Vector4 _fromY;
    private readonly Vector4 _fromCb;
    private readonly Vector4 _fromCr;
    private readonly Vector4 _constant;

    public YuvToRgb(YuvMatrix matrix, YuvRange range)
    {
        (double red, double blue) = matrix == YuvMatrix.Bt709 ? (0.2126, 0.0722) : (0.299, 0.114);
        double green = 1 - red - blue;
        (double luma, double chroma, double black) = range == YuvRange.Limited ? (255.0 / 219, 255.0 / 224, 16.0) : (1.0, 1.0, 0.0);
        double redFromCr = 2 * (1 - red) * chroma;
        double blueFromCb = 2 * (1 - blue) * chroma;
        double greenFromCr = -redFromCr * red / green;
        double greenFromCb = -blueFromCb * blue / green;
        _fromY = new Vector4((float)luma);
        _fromCb = new Vector4(0, (float)greenFromCb, (float)blueFromCb, 0);
        _fromCr = new Vector4((float)redFromCr, (float)greenFromCr, 0, 0);
        _constant = new Vector4(
            (float)((-luma * black) - (redFromCr * 128)),
            (float)((-luma * black) - ((greenFromCb + greenFromCr) * 128)),
            (float)((-luma * black) - (blueFromCb * 128)),
            0);
    }

    /// <summary>Converts a row of pixels (Y, Cb, Cr, any) to (red, green, blue, any) in place.</summary>
    public void Convert(Span<Vector4> pixels)
    {
        (Vector4 fromY, Vector4 fromCb, Vector4 fromCr, Vector4 constant, Vector4 white) = (_fromY, _fromCb, _fromCr, _constant, new Vector4(255));
        foreach (ref Vector4 pixel in pixels)
        {
            Vector4 sum = (fromY * pixel.X) + (fromCb * pixel.Y) + (fromCr * pixel.Z) + constant;
            pixel = Vector4.Min(Vector4.Max(sum, Vector4.Zero), white);
        }
    }

    /// <summary>The level from 0 to 255 that a level of luma stands for, rounded.</summary>
    public static byte Level(int luma, YuvRange range) =>
        range == YuvRange.Full ? (byte)luma : (byte)Math.Clamp((int)Math.Round((luma - 16) * 255 / 219.0, MidpointRounding.AwayFromZero), 0, 255);
}
