using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>A ring that a decomposition at a relative error gives.</summary>
internal sealed class RingRecipe : FactorRecipe
{
    private readonly RingKind _kind;
    private readonly double _relativeError;
    private readonly RingRanks _ranks;
    private readonly ChainCuts _cuts;

    /// <summary>A recipe.</summary>
    /// <param name="kind">Which ring of the relative error.</param>
    /// <param name="relativeError">The prescribed relative error, in the norm of the input channels.</param>
    /// <param name="ranks">Its ranks.</param>
    /// <param name="cuts">The plan by which it is run.</param>
    public RingRecipe(RingKind kind, double relativeError, RingRanks ranks, ChainCuts cuts)
    {
        _kind = kind;
        _relativeError = relativeError;
        _ranks = ranks;
        _cuts = cuts;
    }

    /// <inheritdoc/>
    public override FactorizedKernel Shell(KernelShape shape) => RingShell.Of(shape, _ranks, shift: 0, _cuts);

    /// <inheritdoc/>
    public override FactorizedKernel Start(FittingTarget original, CancellationToken cancellation)
    {
        RingSearch search = new(original, cancellation);
        (TensorRingKernel ring, int shift) = search.Decompose(_kind, _relativeError);
        return new RingFactors(RingFitting.WithBestOutputs(original, ring), shift, _cuts);
    }

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation)
    {
        RingFactors start = (RingFactors)Start(original, cancellation);
        (TensorRingKernel ring, double error) = RingFitting.Fit(target, start.Ring, cancellation);
        return (start.WithRing(ring), error);
    }
}
