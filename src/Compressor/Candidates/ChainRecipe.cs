using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>A chain of given stages and ranks.</summary>
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

    /// <inheritdoc/>
    public override FactorizedKernel Shell(KernelShape shape) => new ChainFactors(
        shape, _layout, _ranks, [.. Enumerable.Range(0, _layout.StageCount).Select(stage => new double[StageSize.Of(shape, _layout, _ranks, stage).Count])]);

    /// <inheritdoc/>
    public override FactorizedKernel Start(FittingTarget original, CancellationToken cancellation)
    {
        ChainDimensions dimensions = new(original.Shape, _layout);
        return dimensions.ToFactors(ChainFitting.Start(original.InOrder(dimensions.ColumnsFirst), dimensions, _ranks));
    }

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation) =>
        ChainFitting.Fit(target, _layout, _ranks, cancellation);
}
