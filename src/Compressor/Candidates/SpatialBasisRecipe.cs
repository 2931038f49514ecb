using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>A ring of filters that all channels share (<see cref="SpatialBasis"/>).</summary>
internal sealed class SpatialBasisRecipe : FactorRecipe
{
    private readonly bool _onInputs;
    private readonly int _filters;
    private readonly int _width;
    private readonly ChainCuts _cuts;

    /// <summary>A recipe.</summary>
    /// <param name="onInputs">Whether the filters meet combinations of the inputs or the inputs themselves.</param>
    /// <param name="filters">How many filters are shared.</param>
    /// <param name="width">How many combinations of channels there are.</param>
    /// <param name="cuts">The plan by which it is run.</param>
    public SpatialBasisRecipe(bool onInputs, int filters, int width, ChainCuts cuts)
    {
        _onInputs = onInputs;
        _filters = filters;
        _width = width;
        _cuts = cuts;
    }

    // The mode whose split off begins the decomposition.
    private int Shift => _onInputs ? 1 : 0;

    /// <inheritdoc/>
    public override FactorizedKernel Shell(KernelShape shape) => RingShell.Of(
        shape,
        SpatialBasis.Ranks(shape, _onInputs, _filters, _width),
        Shift,
        _cuts);

    /// <inheritdoc/>
    public override FactorizedKernel Start(FittingTarget original, CancellationToken cancellation) =>
        new RingFactors(new SpatialBasis(original).Ring(_onInputs, _filters, _width), Shift, _cuts);

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation)
    {
        RingFactors start = (RingFactors)Start(target, cancellation);
        (TensorRingKernel ring, double error) = RingFitting.Fit(target, start.Ring, cancellation);
        return (start.WithRing(ring), error);
    }
}
