using System.Runtime.InteropServices;
using RsdtrEdge.Benchmarks.Images;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;
using RsdtrEdge.Runtime.Tests.Imaging.Png;
using SkiaSharp;

namespace RsdtrEdge.Runtime.Tests.Imaging.Oracle;

/// <summary>
/// Drawn files, decoded by this library and by SkiaSharp, which has libjpeg-turbo and libpng inside. PNG leaves no choice of pixels; JPEG does, and what libjpeg-turbo
/// chooses is what networks are trained with, so that the pixels are equal, too. Its vectors give the same bits on every processor.
/// </summary>
public sealed class SkiaOracleTests
{
    private static readonly ImageReader s_skia = new(new SkiaDecoder());

    public static TheoryData<string> Names => [.. ImageFixtures.JpegNames()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixtures_have_the_librarys_pixels(string name)
    {
        AssertEqual(File.ReadAllBytes(ImageFixtures.PathOf(name + ".jpg")), name);
        AssertEqual(File.ReadAllBytes(ImageFixtures.PathOf(name + ".png")), name);
    }

    [Theory]
    [InlineData(SKJpegEncoderDownsample.Downsample444)]
    [InlineData(SKJpegEncoderDownsample.Downsample422)]
    [InlineData(SKJpegEncoderDownsample.Downsample420)]
    public void Drawn_JPEG_files_have_the_librarys_pixels(SKJpegEncoderDownsample sampling)
    {
        Random random = new(17);
        for (int round = 0; round < 200; round++)
        {
            // Noise fills every coefficient and leaves the range of samples; what changes slowly is what photographs are.
            using SKBitmap bitmap = Draw(random, isSmooth: round % 2 == 0);
            int quality = random.Next(1, 101);
            using SKPixmap pixels = bitmap.PeekPixels();
            using SKData data = pixels.Encode(new SKJpegEncoderOptions(quality, sampling, SKJpegEncoderAlphaOption.Ignore));
            AssertEqual(data.ToArray(), $"{bitmap.Width} x {bitmap.Height}, quality {quality}");
        }
    }

    [Fact]
    public void PNG_files_that_the_library_wrote_come_back()
    {
        Random random = new(19);
        for (int round = 0; round < 200; round++)
        {
            using SKBitmap bitmap = Draw(random, isSmooth: round % 2 == 0);
            using SKPixmap pixels = bitmap.PeekPixels();
            using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, random.Next(10)));
            byte[] drawn = bitmap.GetPixelSpan().ToArray();
            byte[] colours = [.. drawn.Where((_, index) => index % 4 != 3)];
            Assert.Equal(colours, ImageFixtures.Decode(data.ToArray()).Samples.ToArray());
        }
    }

    [Fact]
    public void Drawn_PNG_files_of_every_kind_have_the_librarys_pixels()
    {
        Random random = new(23);
        (int Color, int[] Depths)[] kinds = [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])];
        for (int round = 0; round < 600; round++)
        {
            (int color, int[] depths) = kinds[round % kinds.Length];
            int depth = depths[random.Next(depths.Length)];
            TestPng png = new()
            {
                Width = random.Next(1, 70),
                Height = random.Next(1, 50),
                ColorType = color,
                Depth = depth,
                IsInterlaced = random.Next(2) == 0,
                Filter = random.Next(-1, 5),
                DataChunk = random.Next(1, 400),
                Palette = color == 3 ? Bytes(random, 3 << depth) : null,
                Transparency = random.Next(2) == 0 ? null : color switch { 0 => [0, 1], 2 => [0, 1, 0, 2, 0, 3], 3 => Bytes(random, 1 << depth), _ => null },
            };
            AssertEqual(png.Encode(), $"round {round}: {png.Width} x {png.Height}, colour type {color} with {depth} bits");
        }
    }

    [Fact]
    public void PNG_files_that_are_written_here_are_read_there()
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (17, 5), (64, 64), (200, 3)])
        {
            RgbImage image = ImageFixtures.Noise(width, height, seed: width);
            using MemoryStream stream = new();
            PngEncoder.Write(stream, image);
            Assert.Equal(image.Samples.ToArray(), ReadBySkia(stream.ToArray()).Samples.ToArray());
        }
    }

    private static SKBitmap Draw(Random random, bool isSmooth)
    {
        SKImageInfo info = new(random.Next(1, 90), random.Next(1, 70), SKColorType.Rgba8888, SKAlphaType.Opaque);
        byte[] samples = Bytes(random, info.BytesSize);
        for (int i = 4; i < samples.Length && isSmooth; i++)
        {
            samples[i] = (byte)Math.Clamp(samples[i - 4] + (samples[i] % 17) - 8, 0, 255);
        }

        for (int i = 3; i < samples.Length; i += 4)
        {
            samples[i] = byte.MaxValue;
        }

        SKBitmap bitmap = new(info);
        Marshal.Copy(samples, 0, bitmap.GetPixels(), samples.Length);
        return bitmap;
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static RgbImage ReadBySkia(byte[] encoded)
    {
        RgbImage image = new();
        s_skia.Decode(encoded, image, "test");
        return image;
    }

    private static void AssertEqual(byte[] encoded, string what)
    {
        RgbImage expected = ReadBySkia(encoded);
        RgbImage actual = ImageFixtures.Decode(encoded);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Samples.SequenceEqual(actual.Samples), what);
    }
}
