using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
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
    private TriangleFilter? _horizontal;
    private TriangleFilter? _vertical;
    private byte[] _luma = [];
    private float[] _row = [];

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

        int left = (Width - targetWidth) / 2;
        int top = (Height - targetHeight) / 2;
        TriangleFilter vertical = Filter(ref _vertical, height, targetHeight);
        TriangleFilter horizontal = Filter(ref _horizontal, width, targetWidth);

        // One pad beyond the row lets the horizontal pass read four floats at the last triple.
        int rowLength = width * Channels;
        if (_row.Length < rowLength + 1)
        {
            _row = new float[rowLength + 1];
        }

        // Vertical first: it runs over whole interleaved rows, which are contiguous, and needs one row of intermediate storage.
        // The two passes are linear and nothing is rounded between them, so their order does not change the result.
        for (int y = 0; y < targetHeight; y++)
        {
            ReadOnlySpan<float> taps = vertical.Taps(y, out int start);
            Span<float> row = _row.AsSpan(0, rowLength);
            row.Clear();
            for (int k = 0; k < taps.Length; k++)
            {
                AddScaled(samples.Slice((start + k) * rowLength, rowLength), taps[k], row);
            }

            int at = ((top + y) * Width) + left;
            if (Channels == 3)
            {
                WriteColourRow(horizontal, destination, at);
            }
            else
            {
                WriteGreyRow(horizontal, destination.Slice(at, targetWidth));
            }
        }
    }

    private void WriteColourRow(TriangleFilter filter, Span<float> destination, int at)
    {
        int pixels = Width * Height;
        int count = filter.OutputSize;
        Span<float> red = destination.Slice((PlaneOf(0) * pixels) + at, count);
        Span<float> green = destination.Slice((PlaneOf(1) * pixels) + at, count);
        Span<float> blue = destination.Slice((PlaneOf(2) * pixels) + at, count);
        Vector4 scale = new(_scale[PlaneOf(0)], _scale[PlaneOf(1)], _scale[PlaneOf(2)], 0);
        Vector4 offset = new(_offset[PlaneOf(0)], _offset[PlaneOf(1)], _offset[PlaneOf(2)], 0);
        ReadOnlySpan<float> row = _row;
        for (int x = 0; x < count; x++)
        {
            ReadOnlySpan<float> taps = filter.Taps(x, out int start);
            Vector4 sum = Vector4.Zero;
            for (int k = 0; k < taps.Length; k++)
            {
                sum += new Vector4(row.Slice((start + k) * 3, 4)) * taps[k];
            }

            sum = (sum * scale) + offset;
            red[x] = sum.X;
            green[x] = sum.Y;
            blue[x] = sum.Z;
        }
    }

    private void WriteGreyRow(TriangleFilter filter, Span<float> destination)
    {
        for (int x = 0; x < destination.Length; x++)
        {
            ReadOnlySpan<float> taps = filter.Taps(x, out int start);
            float sum = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                sum += _row[start + k] * taps[k];
            }

            destination[x] = (sum * _scale[0]) + _offset[0];
        }
    }

    private static void AddScaled(ReadOnlySpan<byte> samples, float weight, Span<float> sum)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            int lanes = Vector<float>.Count;
            Vector<float> factor = new(weight);
            for (; i <= samples.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(samples[i..]), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
                Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
                Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(sum.Slice(i, 4 * lanes));
                sums[0] += Vector.ConvertToSingle(Vector.AsVectorInt32(first)) * factor;
                sums[1] += Vector.ConvertToSingle(Vector.AsVectorInt32(second)) * factor;
                sums[2] += Vector.ConvertToSingle(Vector.AsVectorInt32(third)) * factor;
                sums[3] += Vector.ConvertToSingle(Vector.AsVectorInt32(fourth)) * factor;
            }
        }

        for (; i < samples.Length; i++)
        {
            sum[i] += samples[i] * weight;
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

    private static TriangleFilter Filter(ref TriangleFilter? cached, int inputSize, int outputSize)
    {
        if (cached is null || cached.InputSize != inputSize || cached.OutputSize != outputSize)
        {
            cached = new TriangleFilter(inputSize, outputSize);
        }

        return cached;
    }
}
