using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Runtime.Tests.Packaging;

/// <summary>
/// Draws the packages' icon: a tensor ring of four cores. Distances alone decide, each pixel by 16 points, so that every machine draws the same.
/// </summary>
internal static class PackageIcon
{
    /// <summary>Columns and rows, as NuGet wants them.</summary>
    public const int Size = 128;

    private const int PointsPerSide = 4;
    private const double Radius = 38;
    private const double RingWidth = 7;

    private static readonly Shade s_background = new(20, 33, 61);
    private static readonly Shade s_ring = new(229, 229, 229);
    private static readonly Shade[] s_cores = [new(252, 163, 17), new(72, 191, 227), new(128, 237, 153), new(239, 71, 111)];

    /// <summary>The icon.</summary>
    public static RgbImage Draw()
    {
        var image = new RgbImage(Size, Size);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                Pixel(x, y).CopyTo(image.Row(y)[(3 * x)..]);
            }
        }

        return image;
    }

    private static byte[] Pixel(int x, int y)
    {
        int red = 0, green = 0, blue = 0;
        for (int point = 0; point < PointsPerSide * PointsPerSide; point++)
        {
            Shade shade = At(
                x + (((point % PointsPerSide) + 0.5) / PointsPerSide) - (Size / 2.0),
                y + (((point / PointsPerSide) + 0.5) / PointsPerSide) - (Size / 2.0));
            (red, green, blue) = (red + shade.Red, green + shade.Green, blue + shade.Blue);
        }

        const int Points = PointsPerSide * PointsPerSide;
        return [(byte)(red / Points), (byte)(green / Points), (byte)(blue / Points)];
    }

    // What lies at a point, counted from the middle. The cores lie on the ring, above, right, below and left, the largest first: T, C, and the two of the window.
    private static Shade At(double x, double y)
    {
        (double X, double Y, double Radius)[] cores = [(0, -Radius, 19), (Radius, 0, 16), (0, Radius, 12), (-Radius, 0, 12)];
        for (int core = 0; core < cores.Length; core++)
        {
            if (Distance(x - cores[core].X, y - cores[core].Y) < cores[core].Radius)
            {
                return s_cores[core];
            }
        }

        return Math.Abs(Distance(x, y) - Radius) < RingWidth / 2 ? s_ring : s_background;
    }

    private static double Distance(double x, double y) => Math.Sqrt((x * x) + (y * y));

    private readonly record struct Shade(byte Red, byte Green, byte Blue);
}
