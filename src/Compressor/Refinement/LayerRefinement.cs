using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>Fits a layer's chosen factors to what its inputs make of them.</summary>
internal static class LayerRefinement
{
    /// <summary>Refines the factors in the second-moment norm, where the moment is known whole.</summary>
    /// <returns>The factors, and their relative error in that norm; null where it cannot be known.</returns>
    public static (FactorizedKernel Factors, double? Error) Refine(
        NetworkLayer layer, FactorizedKernel factors, LayerMoments moments, CancellationToken cancellation)
    {
        if (!moments.IsExact)
        {
            return (factors, null);
        }

        SecondMomentNorm norm = new(ToMatrix(layer.Kernel, factors.Shape.OutputChannels), moments.SecondMoment());
        if (factors is not RingFactors ring)
        {
            return (factors, Math.Sqrt(norm.SquaredError(ToMatrix(factors.Reconstruct(), factors.Shape.OutputChannels))));
        }

        (TensorRing.TensorRingKernel refined, double error) = RingRefinement.Refine(ring.Ring, norm, cancellation);
        return (ring.WithRing(refined), Math.Sqrt(error));
    }

    /// <summary>(W - W') m with the mean patch m: what the output's mean lost.</summary>
    public static float[] MeanShift(NetworkLayer layer, FactorizedKernel factors, LayerMoments moments)
    {
        float[] reconstructed = factors.Reconstruct();
        double[] mean = moments.Mean;
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

    private static Matrix ToMatrix(float[] kernel, int rows) => new(rows, kernel.Length / rows, [.. kernel.Select(number => (double)number)]);
}
