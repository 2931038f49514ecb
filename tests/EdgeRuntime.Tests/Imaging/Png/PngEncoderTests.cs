using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Runtime.Tests.Imaging.Png;

public sealed class PngEncoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 5)]
    [InlineData(64, 64)]
    public void What_is_written_reads_back_the_same(int width, int height)
    {
        RgbImage image = ImageFixtures.Noise(width, height);
        using MemoryStream stream = new();
        PngEncoder.Write(stream, image);
        Assert.Equal(image.Samples.ToArray(), ImageFixtures.Decode(stream.ToArray()).Samples.ToArray());
    }

    [Fact]
    public void Grey_reads_back_as_equal_channels()
    {
        byte[] samples = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];
        using MemoryStream stream = new();
        PngEncoder.WriteGrey(stream, samples, 4, 3);
        Assert.Equal(samples.SelectMany(value => (byte[])[value, value, value]), ImageFixtures.Decode(stream.ToArray()).Samples.ToArray());
    }

    [Fact]
    public void Sizes_that_do_not_multiply_to_the_samples_are_refused() =>
        Assert.Throws<ArgumentException>(() => PngEncoder.WriteGrey(Stream.Null, new byte[11], 4, 3));
}
