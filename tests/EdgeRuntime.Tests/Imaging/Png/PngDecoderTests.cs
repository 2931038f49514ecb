using System.Buffers.Binary;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Runtime.Tests.Imaging.Png;

public sealed class PngDecoderTests
{
    /// <summary>All combinations of colour type and depth that PNG defines (11.2.1).</summary>
    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            TheoryData<int, int, bool> kinds = [];
            foreach ((int color, int[] depths) in ((int, int[])[])[(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])])
            {
                foreach (int depth in depths)
                {
                    kinds.Add(color, depth, false);
                    kinds.Add(color, depth, true);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_colour_type_and_depth_decodes_at_every_size(int color, int depth, bool isInterlaced)
    {
        // Widths and heights from 1 make passes empty and bytes partly filled.
        foreach ((int width, int height) in ((int, int)[])[(13, 11), (1, 1), (2, 3), (5, 1), (1, 9), (33, 40)])
        {
            TestPng png = new()
            {
                Width = width,
                Height = height,
                ColorType = color,
                Depth = depth,
                IsInterlaced = isInterlaced,
                DataChunk = 17,
                Palette = color == 3 ? Palette(1 << depth) : null,
                Transparency = color switch { 0 => [0, 1], 2 => [0, 1, 0, 2, 0, 3], 3 => [0], _ => null },
            };
            RgbImage image = ImageFixtures.Decode(png.Encode());
            Assert.Equal((width, height), (image.Width, image.Height));
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    for (int channel = 0; channel < 3; channel++)
                    {
                        Assert.Equal(Expected(png, x, y, channel), image.Row(y)[(x * 3) + channel]);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_is_undone(int filter)
    {
        TestPng plain = new() { ColorType = 2, Filter = 0, Width = 67 };
        TestPng filtered = new() { ColorType = 2, Filter = filter, Width = 67 };
        Assert.Equal(ImageFixtures.Decode(plain.Encode()).Samples.ToArray(), ImageFixtures.Decode(filtered.Encode()).Samples.ToArray());
    }

    [Fact]
    public void Every_truncation_and_every_flipped_bit_is_refused()
    {
        // The CRCs cover all but the chunk's lengths, and a wrong length puts the CRC elsewhere.
        byte[] encoded = new TestPng { ColorType = 6, IsInterlaced = true, DataChunk = 100 }.Encode();
        for (int length = 0; length < encoded.Length; length++)
        {
            Refused(encoded[..length]);
        }

        for (int bit = 0; bit < encoded.Length * 8; bit++)
        {
            byte[] flipped = [.. encoded];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(flipped);
        }
    }

    [Fact]
    public void Damage_under_valid_CRCs_gives_an_image_or_the_coded_error_and_nothing_else()
    {
        byte[] encoded = new TestPng { ColorType = 2, IsInterlaced = true }.Encode();
        int data = encoded.AsSpan().IndexOf("IDAT"u8);
        int length = BinaryPrimitives.ReadInt32BigEndian(encoded.AsSpan(data - 4));
        Random random = new(5);
        for (int round = 0; round < 500; round++)
        {
            byte[] pixels = [.. encoded.AsSpan(data + 4, length)];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                pixels[random.Next(pixels.Length)] = (byte)random.Next(256);
            }

            try
            {
                ImageFixtures.Decode([.. encoded.AsSpan(0, data - 4), .. TestPng.Chunk("IDAT", pixels), .. TestPng.Chunk("IEND", [])]);
            }
            catch (RsdtrException exception)
            {
                Assert.Same(DataDiagnostics.ImageUndecodable, exception.Diagnostic.Descriptor);
            }
        }
    }

    [Theory]
    [InlineData(0x7FFFFFFF, 0x7FFFFFFF, "limit")]
    [InlineData(8000, 8000, "cannot hold")]
    [InlineData(0, 10, "0 x 10")]
    [InlineData(-1, 1, "limit")]
    [InlineData(1 << 26, 1, "67108864 x 1 pixels, more than the limit of 65535 a side")]
    [InlineData(1, 65536, "1 x 65536 pixels, more than the limit of 65535 a side")]
    [InlineData(65535, 1025, "65535 x 1025 pixels, more than the limit of 67108864")]
    [InlineData(65535, 1024, "cannot hold")]
    public void Hostile_sizes_are_refused_before_memory_is_taken(int width, int height, string said)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        byte[] encoded = [.. new TestPng().Encode().AsSpan(0, 8), .. TestPng.Chunk("IHDR", header), .. TestPng.Chunk("IDAT", new byte[50]), .. TestPng.Chunk("IEND", [])];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(said, Refused(encoded).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Fact]
    public void A_palette_that_is_absent_or_too_short_is_refused()
    {
        Assert.Contains("without a palette", Refused(new TestPng { ColorType = 3 }.Encode()).Message, StringComparison.Ordinal);
        Assert.Contains("3 colours", Refused(new TestPng { ColorType = 3, Palette = Palette(3) }.Encode()).Message, StringComparison.Ordinal);
    }

    private static RsdtrException Refused(byte[] encoded)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => ImageFixtures.Decode(encoded));
        Assert.Same(DataDiagnostics.ImageUndecodable, exception.Diagnostic.Descriptor);
        return exception;
    }

    private static byte[] Palette(int colours) => [.. Enumerable.Range(0, colours * 3).Select(i => (byte)((i * 37) + 11))];

    private static byte Expected(TestPng png, int x, int y, int channel)
    {
        int value = png.Value(x, y, png.ColorType is 2 or 6 ? channel : 0);
        return png.ColorType == 3
            ? png.Palette![(value * 3) + channel]
            : (byte)(png.Depth == 16 ? value >> 8 : value * 255 / ((1 << png.Depth) - 1));
    }
}
