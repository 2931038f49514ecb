using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>What a bias must make up for once a kernel has changed.</summary>
internal static class MeanShift
{
    /// <summary>(W - W') m with the mean patch m: what the output's mean lost, T numbers.</summary>
    public static float[] Of(NetworkLayer layer, FactorizedKernel factors, ReadOnlySpan<double> mean)
    {
        float[] reconstructed = factors.Reconstruct();
        float[] shift = new float[factors.Shape.OutputChannels];
        for (int t = 0; t < shift.Length; t++)
        {
            double sum = 0;
            for (int i = 0; i < mean.Length; i++)
            {
                int at = (t * mean.Length) + i;
                sum += ((double)layer.Kernel[at] - reconstructed[at]) * mean[i];
            }

            shift[t] = (float)sum;
        }

        return shift;
    }
}
