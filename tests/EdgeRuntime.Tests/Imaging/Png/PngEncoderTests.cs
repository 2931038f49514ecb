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
    public void An_empty_image_is_refused() => Assert.Throws<ArgumentException>(() => PngEncoder.Write(Stream.Null, new RgbImage()));
}
