namespace RsdtrEdge.Runtime.Imaging;

/// <summary>Turns interleaved 8-bit samples of any size, with any distance between their rows, into planes: what images and frames of red, green and blue have in common.</summary>
/// <param name="channels">Planes: 3 or 1.</param>
/// <param name="samplesPerPixel">1 for one plane; 3, or 4 of which the last is ignored.</param>
/// <param name="order">The order of the samples of a pixel.</param>
/// <param name="height">Rows of each plane.</param>
/// <param name="width">Columns of each plane.</param>
/// <param name="preprocessing">The steps.</param>
internal sealed class SampleTensorizer(int channels, int samplesPerPixel, ChannelOrder order, int height, int width, ImagePreprocessing preprocessing)
{
    private readonly PlaneWriter _writer = new(channels, height * width, preprocessing, order);
    private readonly ImageResampler _resampler = new(samplesPerPixel);

    /// <summary>Makes the weights and buffers for images of a size, where the last ones were of another.</summary>
    /// <param name="sourceWidth">Columns, 1 or more.</param>
    /// <param name="sourceHeight">Rows, 1 or more.</param>
    /// <returns>Where the image will lie.</returns>
    public ImagePlacement Prepare(int sourceWidth, int sourceHeight)
    {
        ImagePlacement placement = ImagePlacement.Of(sourceWidth, sourceHeight, width, height, preprocessing.Resize);
        if (sourceWidth != width || sourceHeight != height)
        {
            _resampler.SetSizes(sourceWidth, sourceHeight, placement.Width, placement.Height);
        }

        return placement;
    }

    /// <summary>Writes an image's tensor.</summary>
    /// <param name="samples">The image from its first sample on.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="sourceWidth">Columns, 1 or more.</param>
    /// <param name="sourceHeight">Rows, 1 or more.</param>
    /// <param name="destination">[channels, height, width].</param>
    public void Write(ReadOnlySpan<byte> samples, int stride, int sourceWidth, int sourceHeight, Span<float> destination)
    {
        if (sourceWidth == width && sourceHeight == height)
        {
            for (int y = 0; y < height; y++)
            {
                _writer.WriteLevels(samples.Slice(y * stride, width * samplesPerPixel), samplesPerPixel, destination, y * width);
            }

            return;
        }

        ImagePlacement placement = Prepare(sourceWidth, sourceHeight);
        if (placement.Width < width || placement.Height < height)
        {
            destination.Clear();
        }

        int at = (placement.Top * width) + placement.Left;
        for (int y = 0; y < placement.Height; y++, at += width)
        {
            _writer.WriteLevels(_resampler.Row(samples, stride, y), samplesPerPixel, destination, at);
        }
    }
}
