using System.Numerics;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>The loops of resampling: rows mixed into one, then the pixels of that row. Each sum has a fixed order, whatever the width of the processor's vectors.</summary>
internal static class ResamplingKernels
{
    /// <summary>Mixes the rows that an output row is made of.</summary>
    /// <param name="vertical">The weights of the rows.</param>
    /// <param name="samples">The image from its first sample on.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="y">The output row.</param>
    /// <param name="mixed">As many samples as a row has; overwritten.</param>
    public static void MixRows(TriangleFilter vertical, ReadOnlySpan<byte> samples, int stride, int y, Span<float> mixed)
    {
        mixed.Clear();
        ReadOnlySpan<float> taps = vertical.Taps(y, out int start);
        for (int k = 0; k < taps.Length; k++)
        {
            AddScaled(samples.Slice((start + k) * stride, mixed.Length), taps[k], mixed);
        }
    }

    /// <summary>Mixes the pixels of a row of one sample each.</summary>
    /// <param name="horizontal">The weights.</param>
    /// <param name="mixed">The row.</param>
    /// <param name="row">The output row.</param>
    public static void MixSingles(TriangleFilter horizontal, ReadOnlySpan<float> mixed, Span<float> row)
    {
        for (int x = 0; x < horizontal.OutputSize; x++)
        {
            ReadOnlySpan<float> taps = horizontal.Taps(x, out int start);
            float sum = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                sum += mixed[start + k] * taps[k];
            }

            row[x] = sum;
        }
    }

    /// <summary>Mixes the pixels of a row of three or four samples each, which are read and written as four.</summary>
    /// <param name="horizontal">The weights.</param>
    /// <param name="mixed">The row, and with triples one float beyond it.</param>
    /// <param name="samplesPerPixel">3 or 4.</param>
    /// <param name="row">The output row, and with triples one float beyond it.</param>
    public static void MixPixels(TriangleFilter horizontal, ReadOnlySpan<float> mixed, int samplesPerPixel, Span<float> row)
    {
        for (int x = 0; x < horizontal.OutputSize; x++)
        {
            ReadOnlySpan<float> taps = horizontal.Taps(x, out int start);
            Vector4 sum = Vector4.Zero;
            for (int k = 0; k < taps.Length; k++)
            {
                sum += new Vector4(mixed.Slice((start + k) * samplesPerPixel, 4)) * taps[k];
            }

            // The fourth value of a triple is none; the next one overwrites it.
            sum.CopyTo(row.Slice(x * samplesPerPixel, 4));
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
}
