using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>Mixes a factorized layer's output channels, y' = A y, inside the factor that holds them: no ranks and no costs change.</summary>
internal static class OutputMixing
{
    /// <summary>The factors of A W.</summary>
    /// <param name="factors">The factors of W.</param>
    /// <param name="mixing">A, T x T.</param>
    public static FactorizedKernel Apply(FactorizedKernel factors, Matrix mixing) => factors switch
    {
        ChainFactors chain => chain.WithStages([.. chain.Stages.SkipLast(1), Mixed(mixing, chain.Stages[^1])]),
        BranchFactors branches => branches.WithOutputs(Mixed(mixing, [.. branches.Outputs])),
        RingFactors ring => ring.WithRing(Mixed(mixing, ring.Ring)),
        _ => throw new ArgumentException($"Output channels of {factors.GetType().Name} cannot be mixed.", nameof(factors)),
    };

    // The last stage's kernel begins with T.
    private static double[] Mixed(Matrix mixing, double[] stage) =>
        MatrixProduct.Multiply(mixing, new Matrix(mixing.Columns, stage.Length / mixing.Columns, stage)).Data;

    private static TensorRingKernel Mixed(Matrix mixing, TensorRingKernel ring)
    {
        RingCore core = ring.Cores[0];
        double[] data = new double[core.Data.Length];
        for (int before = 0; before < core.Before; before++)
        {
            int from = before * core.Size * core.After;
            Matrix slice = new(core.Size, core.After, core.Data[from..(from + (core.Size * core.After))]);
            MatrixProduct.Multiply(mixing, slice).Data.CopyTo(data, from);
        }

        return new TensorRingKernel([new RingCore(core.Before, core.Size, core.After, data), .. ring.Cores.Skip(1)]);
    }
}
