using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>Branches of one combination of the input channels each, with filters of their own (<see cref="BranchFitting"/>).</summary>
internal sealed class BranchRecipe : FactorRecipe
{
    private readonly BranchSize _size;
    private readonly bool _runsDense;

    /// <summary>A recipe.</summary>
    /// <param name="size">The widths.</param>
    /// <param name="runsDense">Whether the stages are multiplied when the model is loaded.</param>
    public BranchRecipe(BranchSize size, bool runsDense)
    {
        _size = size;
        _runsDense = runsDense;
    }

    /// <inheritdoc/>
    public override FactorizedKernel Shell(KernelShape shape) => new BranchFactors(
        shape, _size,
        new double[(long)_size.Branches * shape.InputChannels],
        new double[(long)_size.Branches * _size.Outputs * shape.Height * shape.Width],
        new double[(long)shape.OutputChannels * _size.Branches * _size.Outputs],
        _runsDense);

    /// <inheritdoc/>
    public override FactorizedKernel Start(FittingTarget original, CancellationToken cancellation) =>
        Planned(new BranchFitting(original).Start(_size));

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation)
    {
        (BranchFactors factors, double error) = new BranchFitting(target).Fit(_size, cancellation);
        return (Planned(factors), error);
    }

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Draft(FittingTarget original, FittingTarget target, CancellationToken cancellation)
    {
        (BranchFactors factors, double error) = new BranchFitting(target).Draft(_size, cancellation);
        return (Planned(factors), error);
    }

    private BranchFactors Planned(BranchFactors factors) => _runsDense ? factors.ToDense() : factors;
}
