using System.Numerics;
using System.Runtime.CompilerServices;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Sums over the planes of each channel of a batch: the gradient of a convolution's bias.</summary>
internal static unsafe class PlaneSums
{
    /// <summary>Computes them.</summary>
    /// <param name="values">[N, channels, plane].</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="plane">The numbers of a plane.</param>
    /// <param name="sums">Takes a sum for each channel.</param>
    public static void Compute(float* values, int batch, int channels, int plane, float* sums)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            double sum = 0;
            for (int image = 0; image < batch; image++)
            {
                sum += Sum(values + ((((nint)image * channels) + channel) * plane), plane);
            }

            sums[channel] = (float)sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* values, int count)
    {
        // Four vectors, so that no addition waits for the one before it.
        Vector<float> a = default, b = default, c = default, d = default;
        int width = Vector<float>.Count;
        int index = 0;
        for (; index <= count - (4 * width); index += 4 * width)
        {
            a += Vector.Load(values + index);
            b += Vector.Load(values + index + width);
            c += Vector.Load(values + index + (2 * width));
            d += Vector.Load(values + index + (3 * width));
        }

        float sum = Vector.Sum((a + b) + (c + d));
        for (; index < count; index++)
        {
            sum += values[index];
        }

        return sum;
    }
}
