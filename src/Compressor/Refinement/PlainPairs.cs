using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// The best pairs W = B A of a 1x1 kernel whose changes all count alike, and their errors at all ranks: truncations of its singular value
/// decomposition (Eckart and Young, "The approximation of one matrix by another of lower rank", Psychometrika 1, 1936). Nothing else is
/// to be computed, so that a fully connected layer of 100 million numbers takes no copy of them in float64.
/// </summary>
/// <param name="shape">The kernel's sizes, 1x1.</param>
/// <param name="kernel">W, T C numbers.</param>
internal sealed class PlainPairs(KernelShape shape, float[] kernel)
{
    private readonly Lazy<TruncatedSvd> _svd =
        new(() => TruncatedSvd.OfTransposed(new StoredMatrix(shape.OutputChannels, shape.InputChannels, kernel)));

    /// <summary>E of the best pair of each rank from 1 on, as far as one can store less than the kernel and the kernel has directions.</summary>
    public double[] Errors()
    {
        TruncatedSvd svd = _svd.Value;
        long most = Math.Max(1, (long)shape.OutputChannels * shape.InputChannels / (shape.OutputChannels + shape.InputChannels));
        double[] errors = new double[Math.Min(most, svd.NumericalRank)];
        double total = svd.SquaredTail(0);
        double tail = svd.SquaredTail(errors.Length);
        for (int rank = errors.Length; rank >= 1; rank--)
        {
            errors[rank - 1] = total > 0 ? tail / total : 0;
            tail += svd.SquaredValues[rank - 1];
        }

        return errors;
    }

    /// <summary>The best pair of a rank, and its E before its numbers are rounded to float32.</summary>
    /// <param name="rank">The rank, 1 or more; beyond that of the kernel A and B are filled up with zeros.</param>
    public (ChainFactors Pair, double SquaredError) Best(int rank)
    {
        TruncatedSvd svd = _svd.Value;
        int kept = Math.Min(rank, svd.NumericalRank);
        // W^T = U S V^T: A = U^T has orthonormal rows, and B = V S.
        (Matrix left, Matrix right) = svd.Factors(kept);
        Matrix reduce = new(rank, shape.InputChannels);
        Matrix expand = new(shape.OutputChannels, rank);
        left.Transpose().Data.CopyTo(reduce.Data, 0);
        for (int k = 0; k < kept; k++)
        {
            ReadOnlySpan<double> row = right.Row(k);
            for (int t = 0; t < row.Length; t++)
            {
                expand[t, k] = row[t];
            }
        }

        double total = svd.SquaredTail(0);
        return (ChainFactors.Pair(reduce, expand), total > 0 ? svd.SquaredTail(kept) / total : 0);
    }
}
