using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// A kernel as a tensor ring: stored as its four cores, run in the stages of an execution plan. The plan changes what a run costs,
/// not what is stored.
/// </summary>
internal sealed class RingFactors : FactorizedKernel
{
    /// <summary>Wraps a ring; its cores are rounded to float32, as they will be stored.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="shift">Which mode came first when the ring was found.</param>
    /// <param name="cuts">The execution plan.</param>
    public RingFactors(TensorRingKernel ring, int shift, ChainCuts cuts = ChainCuts.All)
    {
        Ring = new TensorRingKernel([.. ring.Cores.Select(core =>
            new RingCore(core.Before, core.Size, core.After, [.. core.Data.Select(number => (double)(float)number)]))]);
        Shift = shift;
        Cuts = cuts;
    }

    /// <summary>The cores, every number of which is a float32 number.</summary>
    public TensorRingKernel Ring { get; }

    /// <summary>Which mode came first when the ring was found: 0 T, 1 C, 2 kh, 3 kw.</summary>
    public int Shift { get; }

    /// <summary>The execution plan: where the chain C | i | j | T is cut into stages.</summary>
    public ChainCuts Cuts { get; }

    /// <inheritdoc/>
    public override string Family => "ring";

    /// <inheritdoc/>
    public override string Plan => ChainLayout.Of(Cuts).ToString();

    /// <inheritdoc/>
    public override KernelShape Shape => Ring.Shape;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Ranks => Ring.Ranks.ToArray();

    /// <inheritdoc/>
    public override long Parameters => Ring.Storage;

    /// <inheritdoc/>
    public override long Macs(ConvolutionSize size) => ConvolutionCost.RingMacs(size, Ring.Ranks, Cuts);

    /// <summary>Another ring, for example the refined one, found by the same shift and run by the same plan.</summary>
    public RingFactors WithRing(TensorRingKernel ring) => new(ring, Shift, Cuts);

    /// <summary>The same ring run by another plan.</summary>
    public RingFactors WithCuts(ChainCuts cuts) => new(Ring, Shift, cuts);

    /// <inheritdoc/>
    public override bool RunsDense => Cuts == ChainCuts.None;

    /// <inheritdoc/>
    public override RingFactors ToDense() => RunsDense ? this : WithCuts(ChainCuts.None);

    /// <inheritdoc/>
    public override IReadOnlyList<ChainValue> InnerValues => ChainValue.OfRing(Ring.Ranks, Cuts);

    /// <inheritdoc/>
    public override RingFactors WithEvenScales()
    {
        RingCore[] cores = [.. Ring.Cores.Select(core => new RingCore(core.Before, core.Size, core.After, [.. core.Data]))];
        EvenScales.Apply([.. cores.Select((core, mode) =>
        {
            RingCore next = cores[(mode + 1) % cores.Length];
            return new SharedIndex(core.After, core.Data, 1, next.Data, next.Size * next.After);
        })]);
        return WithRing(new TensorRingKernel(cores));
    }

    /// <inheritdoc/>
    public override float[] Reconstruct() => [.. Ring.Reconstruct().Select(number => (float)number)];
}
