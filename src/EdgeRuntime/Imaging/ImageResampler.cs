using System.Numerics;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// Resamples interleaved 8-bit images with <see cref="TriangleFilter"/> along both axes, a row at a time. Nothing is rounded between the axes, so their
/// order does not matter; the vertical one comes first because it runs over whole rows, which are contiguous, and needs one row of storage.
/// Each sum has a fixed order, so the result is the same on every machine.
/// </summary>
/// <param name="samplesPerPixel">1 or 3.</param>
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
    /// <param name="samples">The whole image.</param>
    /// <param name="y">The row in the resampled image.</param>
    public ReadOnlySpan<float> Row(ReadOnlySpan<byte> samples, int y)
    {
        int rowLength = _horizontal!.InputSize * samplesPerPixel;
        Span<float> mixed = _mixed.AsSpan(0, rowLength);
        mixed.Clear();
        ReadOnlySpan<float> taps = _vertical!.Taps(y, out int start);
        for (int k = 0; k < taps.Length; k++)
        {
            AddScaled(samples.Slice((start + k) * rowLength, rowLength), taps[k], mixed);
        }

        if (samplesPerPixel == 3)
        {
            MixTriples();
        }
        else
        {
            MixSingles();
        }

        return _row.AsSpan(0, _horizontal.OutputSize * samplesPerPixel);
    }

    private void MixTriples()
    {
        ReadOnlySpan<float> mixed = _mixed;
        Span<float> row = _row;
        for (int x = 0; x < _horizontal!.OutputSize; x++)
        {
            ReadOnlySpan<float> taps = _horizontal.Taps(x, out int start);
            Vector4 sum = Vector4.Zero;
            for (int k = 0; k < taps.Length; k++)
            {
                sum += new Vector4(mixed.Slice((start + k) * 3, 4)) * taps[k];
            }

            // The fourth value is none; the next triple overwrites it.
            sum.CopyTo(row.Slice(x * 3, 4));
        }
    }

    private void MixSingles()
    {
        for (int x = 0; x < _horizontal!.OutputSize; x++)
        {
            ReadOnlySpan<float> taps = _horizontal.Taps(x, out int start);
            float sum = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                sum += _mixed[start + k] * taps[k];
            }

            _row[x] = sum;
        }
    }

    private static void AddScaled(ReadOnlySpan<byte> samples, float weight, Span<float> sum)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> factor = new(weight);
            for (; i <= samples.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(samples[i..]), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
                Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
                Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(sum.Slice(i, Vector<byte>.Count));
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
