using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Lets errors of a layer count by what they do to the network's output: tr(G (W - W') S (W - W')^T) with G = L L^T is the plain error of
/// L^T W' against L^T W, and factors of L^T W', with their output channels mixed by L^-T, are factors of W' of the same sizes.
/// </summary>
internal sealed class OutputWeighting
{
    private readonly Matrix _root;
    private readonly Matrix _inverse;

    private OutputWeighting(Matrix root, Matrix inverse)
    {
        _root = root;
        _inverse = inverse;
    }

    /// <summary>
    /// The weighting G = (1 - e) g + e I, where g is the effect's output factor over the mean of its diagonal and e
    /// <see cref="EffectWeights.EvenOutputs"/>.
    /// </summary>
    /// <param name="outputs">The output factor, T x T, symmetric, of a trace above zero.</param>
    public static OutputWeighting Of(Matrix outputs)
    {
        Matrix weights = new(outputs.Rows, outputs.Columns);
        VectorKernels.AddScaled(weights.Data, (1 - EffectWeights.EvenOutputs) * outputs.Rows / outputs.Trace(), outputs.Data);
        for (int t = 0; t < weights.Rows; t++)
        {
            weights[t, t] += EffectWeights.EvenOutputs;
        }

        // Far above rounding as it is: the identity's part bounds the eigenvalues from below.
        Cholesky factor = Cholesky.Of(weights, 1e-12);
        return new OutputWeighting(factor.Lower.Transpose(), factor.SolveUpper(Matrix.Identity(weights.Rows)));
    }

    /// <summary>L^T W of a kernel W, T x P.</summary>
    public Matrix Weigh(Matrix kernel) => MatrixProduct.Multiply(_root, kernel);

    /// <summary>The factors of W' from those of L^T W'.</summary>
    public FactorizedKernel Restore(FactorizedKernel factors) => OutputMixing.Apply(factors, _inverse);
}
