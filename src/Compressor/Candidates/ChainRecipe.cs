using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>A chain of given stages and ranks, and how it runs.</summary>
internal sealed class ChainRecipe : FactorRecipe
{
    private readonly ChainLayout _layout;
    private readonly int[] _ranks;

    /// <summary>A recipe.</summary>
    public ChainRecipe(ChainLayout layout, params int[] ranks)
    {
        _layout = layout;
        _ranks = ranks;
    }

    /// <summary>Which neighbours of the stages run as one; none where nothing else is said.</summary>
    public ChainMerges Merges { get; init; }

    /// <inheritdoc/>
    public override FactorizedKernel Shell(KernelShape shape) => new ChainFactors(
        shape, _layout, _ranks, [.. Enumerable.Range(0, _layout.StageCount).Select(stage => new double[StageSize.Of(shape, _layout, _ranks, stage).Count])], Merges);

    /// <inheritdoc/>
    public override FactorizedKernel Start(FittingTarget original, CancellationToken cancellation) =>
        ChainFitting.Start(original, _layout, _ranks).WithMerges(Merges);

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation)
    {
        (ChainFactors chain, double error) = ChainFitting.Fit(target, _layout, _ranks, cancellation);
        return (chain.WithMerges(Merges), error);
    }
}
