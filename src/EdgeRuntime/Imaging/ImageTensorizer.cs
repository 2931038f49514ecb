using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// Turns images into a network's input: planes of float32, channel by channel (CHW), of one given size.
/// Images of that size are not resampled; others are resampled as <see cref="TriangleFilter"/> says, without rounding in between.
/// </summary>
/// <remarks>
/// With <see cref="ResizeMode.Fit"/> the image lies as <see cref="ImagePlacement"/> says and the padding is the plane's mean, which is exactly 0 in the tensor: what the network's own zero padding is.
/// An object keeps its buffers from image to image and allocates only where an image's size differs from the one before. It serves one thread at a time.
/// </remarks>
public sealed class ImageTensorizer
{
    private readonly SampleTensorizer _samples;
    private byte[] _luma = [];

    /// <summary>Creates a tensorizer.</summary>
    /// <param name="channels">3 for colour, 1 for luma.</param>
    /// <param name="height">Rows of each plane, 1 or more.</param>
    /// <param name="width">Columns of each plane, 1 or more.</param>
    /// <param name="preprocessing">The steps; null for <see cref="ImagePreprocessing.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.ShapeMismatch"/>: images give neither that many channels nor that many pixels.</exception>
    public ImageTensorizer(int channels, int height, int width, ImagePreprocessing? preprocessing = null)
    {
        CheckInput(channels, height, width);
        (Channels, Height, Width) = (channels, height, width);
        _samples = new SampleTensorizer(channels, channels, ChannelOrder.Rgb, height, width, preprocessing ?? ImagePreprocessing.Default);
    }

    /// <summary>Planes: 3 or 1.</summary>
    public int Channels { get; }

    /// <summary>Rows of each plane.</summary>
    public int Height { get; }

    /// <summary>Columns of each plane.</summary>
    public int Width { get; }

    /// <summary>Values in one tensor: channels x height x width.</summary>
    public int Length => Channels * Height * Width;

    /// <summary>Writes an image's tensor.</summary>
    /// <param name="image">The image, of any size.</param>
    /// <param name="destination">[channels, height, width], row by row; exactly <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or the image is empty.</exception>
    public void Write(RgbImage image, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (destination.Length != Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"holds {destination.Length} values; the tensor has {Length}"), nameof(destination));
        }

        if (image.Width < 1)
        {
            throw new ArgumentException("has no pixels", nameof(image));
        }

        _samples.Write(Channels == 3 ? image.Samples : LumaOf(image), image.Width * Channels, image.Width, image.Height, destination);
    }

    /// <summary>Refuses what images and frames cannot fill: <see cref="ImageTensorizer(int, int, int, ImagePreprocessing)"/> tells what.</summary>
    internal static void CheckInput(int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is not (1 or 3))
        {
            throw new RsdtrException(DataDiagnostics.ShapeMismatch, string.Create(
                CultureInfo.InvariantCulture,
                $"the model's input has {channels} channels, images give 3 or 1; give its data as .npy [N,{channels},{height},{width}]"));
        }

        if ((long)height * width > RgbImage.MaximumPixels)
        {
            throw new RsdtrException(DataDiagnostics.ShapeMismatch, string.Create(
                CultureInfo.InvariantCulture,
                $"the model's input has {height} x {width} pixels, images are limited to {RgbImage.MaximumPixels}; give its data as .npy"));
        }
    }

    private ReadOnlySpan<byte> LumaOf(RgbImage image)
    {
        ReadOnlySpan<byte> samples = image.Samples;
        int pixels = image.Width * image.Height;
        if (_luma.Length < pixels)
        {
            _luma = new byte[pixels];
        }

        Span<byte> luma = _luma.AsSpan(0, pixels);
        for (int i = 0, at = 0; i < luma.Length; i++, at += 3)
        {
            luma[i] = Luma.Of(samples[at], samples[at + 1], samples[at + 2]);
        }

        return luma;
    }
}
