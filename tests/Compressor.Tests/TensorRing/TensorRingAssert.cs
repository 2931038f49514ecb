using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

/// <summary>Measures of a ring against the kernel that it stands for.</summary>
internal static class TensorRingAssert
{
    public static double RelativeError(ReadOnlySpan<float> kernel, TensorRingKernel ring)
    {
        double[] rebuilt = ring.Reconstruct();
        Assert.Equal(kernel.Length, rebuilt.Length);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < kernel.Length; i++)
        {
            difference += (kernel[i] - rebuilt[i]) * (kernel[i] - rebuilt[i]);
            norm += (double)kernel[i] * kernel[i];
        }

        return norm > 0 ? Math.Sqrt(difference / norm) : Math.Sqrt(difference);
    }
}
