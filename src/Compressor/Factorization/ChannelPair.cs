using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// A 1x1 kernel as a low-rank pair: W = B A with A of r x C and B of T x r, run as two 1x1 convolutions. It is what a ring
/// becomes where there are no spatial modes.
/// </summary>
internal sealed class ChannelPair : FactorizedKernel
{
    /// <summary>Wraps the two factors; their numbers are rounded to float32, as they will be stored.</summary>
    /// <param name="reduce">A, r x C.</param>
    /// <param name="expand">B, T x r.</param>
    public ChannelPair(Matrix reduce, Matrix expand)
    {
        if (reduce.Rows != expand.Columns)
        {
            throw new ArgumentException($"{expand.Rows} x {expand.Columns} and {reduce.Rows} x {reduce.Columns} have no product.", nameof(expand));
        }

        Reduce = Rounded(reduce);
        Expand = Rounded(expand);
    }

    /// <summary>A, r x C.</summary>
    public Matrix Reduce { get; }

    /// <summary>B, T x r.</summary>
    public Matrix Expand { get; }

    /// <inheritdoc/>
    public override string Family => "pair";

    /// <inheritdoc/>
    public override string Plan => "C|T";

    /// <inheritdoc/>
    public override KernelShape Shape => new(Expand.Rows, Reduce.Columns, 1, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<int> Ranks => [Reduce.Rows];

    /// <inheritdoc/>
    public override long Parameters => Reduce.Data.LongLength + Expand.Data.LongLength;

    /// <inheritdoc/>
    public override long Macs(ConvolutionSize size) => ConvolutionCost.PairMacs(size, Reduce.Rows);

    /// <inheritdoc/>
    public override IReadOnlyList<ChainValue> InnerValues => ChainValue.OfPair(Reduce.Rows);

    /// <inheritdoc/>
    public override float[] Reconstruct() => [.. MatrixProduct.Multiply(Expand, Reduce).Data.Select(number => (float)number)];

    private static Matrix Rounded(Matrix matrix) =>
        new(matrix.Rows, matrix.Columns, [.. matrix.Data.Select(number => (double)(float)number)]);
}
