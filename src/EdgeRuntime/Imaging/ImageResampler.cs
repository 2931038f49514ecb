namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// Resamples interleaved 8-bit images with <see cref="TriangleFilter"/> along both axes, a row at a time. Nothing is rounded between the axes, so their
/// order does not matter; the vertical one comes first because it runs over whole rows, which are contiguous, and needs one row of storage.
/// Each sum has a fixed order, so the result is the same on every machine.
/// </summary>
/// <param name="samplesPerPixel">1, 3 or 4.</param>
internal sealed class ImageResampler(int samplesPerPixel)
{
    private TriangleFilter? _horizontal;
    private TriangleFilter? _vertical;
    private float[] _mixed = [];
    private float[] _row = [];

    /// <summary>Says what comes next; weights and buffers stay as they are where the sizes do.</summary>
    public void SetSizes(int width, int height, int targetWidth, int targetHeight)
    {
        Prepare(ref _vertical, height, targetHeight);
        Prepare(ref _horizontal, width, targetWidth);

        // One float beyond each row lets a triple be read and written as four floats.
        Grow(ref _mixed, (width * samplesPerPixel) + 1);
        Grow(ref _row, (targetWidth * samplesPerPixel) + 1);
    }

    /// <summary>A row of the resampled image, interleaved, in levels from 0 to 255; valid until the next call.</summary>
    /// <param name="samples">The image from its first sample on.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="y">The row in the resampled image.</param>
    public ReadOnlySpan<float> Row(ReadOnlySpan<byte> samples, int stride, int y)
    {
        ResamplingKernels.MixRows(_vertical!, samples, stride, y, _mixed.AsSpan(0, _horizontal!.InputSize * samplesPerPixel));
        if (samplesPerPixel == 1)
        {
            ResamplingKernels.MixSingles(_horizontal, _mixed, _row);
        }
        else
        {
            ResamplingKernels.MixPixels(_horizontal, _mixed, samplesPerPixel, _row);
        }

        return _row.AsSpan(0, _horizontal.OutputSize * samplesPerPixel);
    }

    private static void Prepare(ref TriangleFilter? filter, int inputSize, int outputSize)
    {
        if (filter is null || filter.InputSize != inputSize || filter.OutputSize != outputSize)
        {
            filter = new TriangleFilter(inputSize, outputSize);
        }
    }

    private static void Grow(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }
    }
}
