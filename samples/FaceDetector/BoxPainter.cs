using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>Draws frames around faces.</summary>
internal static class BoxPainter
{
    private const int Thickness = 2;

    /// <summary>Draws the edges of a box, as far as they lie on the image.</summary>
    /// <param name="image">Is drawn on.</param>
    /// <param name="box">In the image's pixels.</param>
    public static void Draw(RgbImage image, in DetectedBox box)
    {
        (int left, int top, int right, int bottom) = (Pixel(box.Left), Pixel(box.Top), Pixel(box.Right), Pixel(box.Bottom));
        Fill(image, left, top, right, top + Thickness);
        Fill(image, left, bottom - Thickness, right, bottom);
        Fill(image, left, top, left + Thickness, bottom);
        Fill(image, right - Thickness, top, right, bottom);
    }

    // Coordinates of any size, infinite ones too, become pixels that can be reckoned with.
    private static int Pixel(float coordinate) => (int)Math.Clamp(MathF.Round(coordinate), -1_000_000, 1_000_000);

    private static void Fill(RgbImage image, int left, int top, int right, int bottom)
    {
        (left, right) = (Math.Max(0, left), Math.Min(image.Width, right));
        for (int y = Math.Max(0, top); y < Math.Min(image.Height, bottom); y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = left; x < right; x++)
            {
                (row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]) = (0, 255, 0);
            }
        }
    }
}
