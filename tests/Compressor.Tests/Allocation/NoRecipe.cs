using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Allocation;

/// <summary>The recipe of candidates that only their figures matter of: an allocation computes no factors.</summary>
internal sealed class NoRecipe : FactorRecipe
{
    /// <summary>The only one there need be.</summary>
    public static NoRecipe Instance { get; } = new();

    /// <inheritdoc/>
    public override FactorizedKernel Shell(KernelShape shape) => throw Unexpected();

    /// <inheritdoc/>
    public override FactorizedKernel Start(FittingTarget original, CancellationToken cancellation) => throw Unexpected();

    /// <inheritdoc/>
    public override (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation) =>
        throw Unexpected();

    private static InvalidOperationException Unexpected() => new("An allocation computes no factors.");
}
