using RsdtrEdge.Compressor.Differentiation.Kernels;

namespace RsdtrEdge.Compressor.Tests.Differentiation.Kernels;

/// <summary>The gradient of a convolution's kernel as its definition has it, summed in float64, for any number of axes.</summary>
internal static class KernelReference
{
    /// <summary>The sum over images n and positions p of dy[n, t, p] x[n, c, p stride + i dilation - pad].</summary>
    public static double[] Of(KernelGradientShape shape, float[] input, float[] gradient)
    {
        (long outputs, long inputs, long taps, long positions) = (shape.Outputs, shape.Channels / shape.Group, shape.Taps, shape.Positions);
        long plane = shape.InputSizes.Aggregate(1L, (product, size) => product * size);
        long batch = gradient.Length / (outputs * positions);
        double[] result = new double[outputs * inputs * taps];
        for (long position = 0; position < positions; position++)
        {
            long[] at = Places(position, [.. shape.OutputSizes]);
            for (long tap = 0; tap < taps; tap++)
            {
                long[] offset = Places(tap, [.. shape.Geometry.Kernel]);
                long place = 0;
                bool inside = true;
                for (int axis = 0; axis < shape.Rank; axis++)
                {
                    long along = (at[axis] * shape.Geometry.Strides[axis]) + (offset[axis] * shape.Geometry.Dilations[axis]) - shape.Geometry.PadsBegin[axis];
                    inside &= along >= 0 && along < shape.InputSizes[axis];
                    place = (place * shape.InputSizes[axis]) + along;
                }

                for (long term = 0; inside && term < batch * outputs * inputs; term++)
                {
                    (long image, long output, long input0) = (term / (outputs * inputs), term / inputs % outputs, term % inputs);
                    long channel = (output / (outputs / shape.Group) * inputs) + input0;
                    result[(((output * inputs) + input0) * taps) + tap] +=
                        (double)gradient[(((image * outputs) + output) * positions) + position] * input[(((image * shape.Channels) + channel) * plane) + place];
                }
            }
        }

        return result;
    }

    private static long[] Places(long index, long[] sizes)
    {
        long[] places = new long[sizes.Length];
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            (index, places[axis]) = Math.DivRem(index, sizes[axis]);
        }

        return places;
    }
}
