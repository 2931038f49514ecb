using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Imaging.Jpeg;

public sealed class JpegDecoderTests
{
    public static TheoryData<string> Names => [.. ImageFixtures.JpegNames()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_are_the_reference_decoders(string name)
    {
        RgbImage expected = ImageReader.Default.Load(ImageFixtures.PathOf(name + ".png"));
        RgbImage actual = ImageReader.Default.Load(ImageFixtures.PathOf(name + ".jpg"));
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Samples.ToArray(), actual.Samples.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_truncation_is_refused_with_the_code_and_the_file_or_gives_the_whole_image(string name)
    {
        byte[] encoded = File.ReadAllBytes(ImageFixtures.PathOf(name + ".jpg"));
        byte[] expected = ImageFixtures.Decode(encoded).Samples.ToArray();
        RgbImage image = new();
        int accepted = 0;
        for (int length = 0; length < encoded.Length; length++)
        {
            try
            {
                ImageReader.Default.Decode(encoded.AsSpan(0, length), image, "cut.jpg");
                Assert.Equal(expected, image.Samples.ToArray());
                accepted++;
            }
            catch (RsdtrException exception)
            {
                Assert.Same(DataDiagnostics.ImageUndecodable, exception.Diagnostic.Descriptor);
                Assert.Equal("cut.jpg", exception.Diagnostic.File);
            }
        }

        // The end marker, and a last byte that holds nothing but filling.
        Assert.InRange(accepted, 2, 4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bytes_give_an_image_or_the_coded_error_and_nothing_else(string name)
    {
        byte[] original = File.ReadAllBytes(ImageFixtures.PathOf(name + ".jpg"));
        Random random = new(7);
        RgbImage image = new();
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. original];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                ImageReader.Default.Decode(damaged, image, "x");
            }
            catch (RsdtrException exception)
            {
                Assert.Same(DataDiagnostics.ImageUndecodable, exception.Diagnostic.Descriptor);
            }
        }
    }

    [Fact]
    public void Arithmetic_coding_is_refused_by_name()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => ImageReader.Default.Load(ImageFixtures.PathOf("arithmetic.jpg")));
        Assert.Contains("SOF9", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_declares_a_huge_image_is_refused_before_memory_is_taken()
    {
        byte[] encoded = File.ReadAllBytes(ImageFixtures.PathOf("420.jpg"));
        int frame = encoded.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        foreach ((byte high, string said) in ((byte, string)[])[(0x1F, "cannot hold"), (0xFF, "limit")])
        {
            encoded[frame + 5] = high;
            encoded[frame + 7] = high;
            long before = GC.GetAllocatedBytesForCurrentThread();
            RsdtrException exception = Assert.Throws<RsdtrException>(() => ImageFixtures.Decode(encoded));
            Assert.Contains(said, exception.Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
        }
    }

    [Fact]
    public void A_flood_of_scans_is_refused()
    {
        // A header with a frame of 512 x 512 grey pixels in which the DC bits are sent again and again.
        byte[] encoded = File.ReadAllBytes(ImageFixtures.PathOf("progressive-grey.jpg"));
        int scan = encoded.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        int length = encoded.AsSpan(scan + 2).IndexOf((byte)0xFF) + 2;
        byte[] flood = [.. encoded.AsSpan(0, scan), .. Enumerable.Repeat(encoded.AsSpan(scan, length).ToArray(), 1000).SelectMany(bytes => bytes)];
        Assert.Throws<RsdtrException>(() => ImageFixtures.Decode(flood));
    }

    [Fact]
    public void Decoding_again_into_the_same_image_takes_little_memory()
    {
        byte[] encoded = File.ReadAllBytes(ImageFixtures.PathOf("420.jpg"));
        RgbImage image = new();
        ImageReader.Default.Decode(encoded, image, "x");
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageReader.Default.Decode(encoded, image, "x");

        // Tables and headers; no planes, no blocks.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 10);
    }

    [SharedFact]
    public void Real_images_decode_at_their_size()
    {
        using Stream archive = new System.IO.Compression.GZipStream(
            File.OpenRead(RepositoryLayout.Shared("data", "photos.tar.gz")), System.IO.Compression.CompressionMode.Decompress);
        using System.Formats.Tar.TarReader reader = new(archive);
        RgbImage image = new();
        int count = 0;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } data)
            {
                continue;
            }

            byte[] encoded = new byte[entry.Length];
            data.ReadExactly(encoded);
            ImageReader.Default.Decode(encoded, image, entry.Name);
            Assert.InRange(Math.Max(image.Width, image.Height), 1, 480);
            count++;
        }

        Assert.Equal(200, count);
    }
}
