using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// Turns images into a network's input: planes of float32, channel by channel (CHW), of one given size.
/// Images of that size are not resampled; others are resampled as <see cref="TriangleFilter"/> says, without rounding in between.
/// </summary>
/// <remarks>
/// With <see cref="ResizeMode.Fit"/> both sides are scaled by <c>min(width / w, height / h)</c> and rounded to the nearest pixel, at least one; the image is
/// centred (an odd pixel left over goes to the right or bottom) and the padding is the plane's mean, which is exactly 0 in the tensor: what the network's own zero padding is.
/// An object keeps its buffers from image to image and allocates only where an image's size differs from the one before. It serves one thread at a time.
/// </remarks>
public sealed class ImageTensorizer
{
    private readonly ImagePreprocessing _preprocessing;
    private readonly float[] _lookup;
    private readonly float[] _scale = new float[3];
    private readonly float[] _offset = new float[3];
    private readonly ImageResampler _resampler;
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

        (Channels, Height, Width) = (channels, height, width);
        _preprocessing = preprocessing ?? ImagePreprocessing.Default;
        _resampler = new ImageResampler(channels);
        _lookup = new float[channels * 256];
        for (int plane = 0; plane < channels; plane++)
        {
            float mean = _preprocessing.MeanOf(plane);
            float std = _preprocessing.StdOf(plane);
            _scale[plane] = 1f / (255f * std);
            _offset[plane] = -mean / std;
            for (int value = 0; value < 256; value++)
            {
                _lookup[(plane * 256) + value] = ((value / 255f) - mean) / std;
            }
        }
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

        ReadOnlySpan<byte> samples = Channels == 3 ? image.Samples : Luma(image);
        if (image.Width == Width && image.Height == Height)
        {
            Normalize(samples, destination);
        }
        else
        {
            Resample(samples, image.Width, image.Height, destination);
        }
    }

    /// <summary>The plane that the interleaved sample <paramref name="sample"/> (red, green, blue) goes to.</summary>
    private int PlaneOf(int sample) => Channels == 3 && _preprocessing.Channels == ChannelOrder.Bgr ? 2 - sample : sample;

    private void Normalize(ReadOnlySpan<byte> samples, Span<float> destination)
    {
        int pixels = Width * Height;
        if (Channels == 1)
        {
            ReadOnlySpan<float> table = _lookup;
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = table[samples[i]];
            }

            return;
        }

        for (int sample = 0; sample < 3; sample++)
        {
            int plane = PlaneOf(sample);
            ReadOnlySpan<float> table = _lookup.AsSpan(plane * 256, 256);
            Span<float> values = destination.Slice(plane * pixels, pixels);
            for (int i = 0, at = sample; i < values.Length; i++, at += 3)
            {
                values[i] = table[samples[at]];
            }
        }
    }

    private void Resample(ReadOnlySpan<byte> samples, int width, int height, Span<float> destination)
    {
        (int targetWidth, int targetHeight) = (Width, Height);
        if (_preprocessing.Resize == ResizeMode.Fit)
        {
            double ratio = Math.Min((double)Width / width, (double)Height / height);
            targetWidth = Math.Clamp((int)Math.Round(width * ratio, MidpointRounding.AwayFromZero), 1, Width);
            targetHeight = Math.Clamp((int)Math.Round(height * ratio, MidpointRounding.AwayFromZero), 1, Height);
            if (targetWidth < Width || targetHeight < Height)
            {
                destination.Clear();
            }
        }

        int at = ((Height - targetHeight) / 2 * Width) + ((Width - targetWidth) / 2);
        int pixels = Width * Height;
        _resampler.SetSizes(width, height, targetWidth, targetHeight);
        for (int y = 0; y < targetHeight; y++, at += Width)
        {
            ReadOnlySpan<float> row = _resampler.Row(samples, y);
            for (int sample = 0; sample < Channels; sample++)
            {
                int plane = PlaneOf(sample);
                (float scale, float offset) = (_scale[plane], _offset[plane]);
                Span<float> values = destination.Slice((plane * pixels) + at, targetWidth);
                for (int x = 0, from = sample; x < values.Length; x++, from += Channels)
                {
                    values[x] = (row[from] * scale) + offset;
                }
            }
        }
    }

    private ReadOnlySpan<byte> Luma(RgbImage image)
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
            // ITU-R BT.601 weights in 1/65536, which sum to 65536: grey stays exactly what it is.
            luma[i] = (byte)(((samples[at] * 19595) + (samples[at + 1] * 38470) + (samples[at + 2] * 7471) + 32768) >> 16);
        }

        return luma;
    }
}
