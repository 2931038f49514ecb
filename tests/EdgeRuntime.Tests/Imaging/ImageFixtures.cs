using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Imaging;

/// <summary>The committed pictures (Fixtures/README.md) and small drawn ones.</summary>
internal static class ImageFixtures
{
    public static string Folder { get; } = Path.Combine(RepositoryLayout.Root, "tests", "EdgeRuntime.Tests", "Imaging", "Fixtures");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The names of all JPEG files that have a reference beside them.</summary>
    public static IEnumerable<string> JpegNames() =>
        Directory.GetFiles(Folder, "*.png").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <summary>A picture in which neighbouring samples differ in every way that a filter can meet.</summary>
    public static RgbImage Noise(int width, int height, int seed = 1)
    {
        RgbImage image = new(width, height);
        new Random(seed).NextBytes(image.Samples);
        return image;
    }

    public static RgbImage Constant(int width, int height, byte red, byte green, byte blue)
    {
        RgbImage image = new(width, height);
        for (int i = 0; i < image.Samples.Length; i += 3)
        {
            (image.Samples[i], image.Samples[i + 1], image.Samples[i + 2]) = (red, green, blue);
        }

        return image;
    }

    public static RgbImage FromPixels(int width, int height, params ReadOnlySpan<byte> samples)
    {
        RgbImage image = new(width, height);
        samples.CopyTo(image.Samples);
        return image;
    }

    public static RgbImage Decode(ReadOnlySpan<byte> encoded)
    {
        RgbImage image = new();
        ImageReader.Default.Decode(encoded, image, "test");
        return image;
    }
}
