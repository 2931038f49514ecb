using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>A kernel as a tensor ring, run as the chain 1x1, kh x 1, 1 x kw, 1x1.</summary>
internal sealed class RingFactors : FactorizedKernel
{
    /// <summary>Wraps a ring; its cores are rounded to float32, as they will be stored.</summary>
    public RingFactors(TensorRingKernel ring, int shift)
    {
        Ring = new TensorRingKernel([.. ring.Cores.Select(core =>
            new RingCore(core.Before, core.Size, core.After, [.. core.Data.Select(number => (double)(float)number)]))]);
        Shift = shift;
    }

    /// <summary>The cores, every number of which is a float32 number.</summary>
    public TensorRingKernel Ring { get; }

    /// <summary>Which mode came first when the ring was found: 0 T, 1 C, 2 kh, 3 kw.</summary>
    public int Shift { get; }

    /// <inheritdoc/>
    public override string Family => "ring";

    /// <inheritdoc/>
    public override string Plan => "C|i|j|T";

    /// <inheritdoc/>
    public override KernelShape Shape => Ring.Shape;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Ranks => Ring.Ranks.ToArray();

    /// <inheritdoc/>
    public override long Parameters => Ring.Storage;

    /// <inheritdoc/>
    public override long Macs(ConvolutionSize size) => ConvolutionCost.RingMacs(size, Ring.Ranks);

    /// <inheritdoc/>
    public override IReadOnlyList<ChainValue> InnerValues => ChainValue.OfRing(Ring.Ranks);

    /// <inheritdoc/>
    public override float[] Reconstruct() => [.. Ring.Reconstruct().Select(number => (float)number)];
}
