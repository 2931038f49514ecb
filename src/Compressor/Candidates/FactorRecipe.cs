using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>How the factors of a candidate are made: kept in their stead, because of many candidates few are chosen.</summary>
internal abstract class FactorRecipe
{
    /// <summary>Factors of the sizes that the recipe gives, with zeros for numbers: what a file needs room for.</summary>
    /// <param name="shape">The kernel's sizes.</param>
    public abstract FactorizedKernel Shell(KernelShape shape);

    /// <summary>
    /// The factors where fitting starts: as the search judged them, or, where it has fitted some of their kind, farther from the kernel.
    /// </summary>
    /// <param name="original">The layer's kernel, with the moment that the search had.</param>
    /// <param name="cancellation">Stops the work.</param>
    public abstract FactorizedKernel Start(FittingTarget original, CancellationToken cancellation);

    /// <summary>The factors fitted to a target, and their error E there.</summary>
    /// <param name="original">The layer's kernel, with the moment that the search had.</param>
    /// <param name="target">What is fitted to: the same, or what the compressed network in front of the layer makes of it.</param>
    /// <param name="cancellation">Stops the work.</param>
    public abstract (FactorizedKernel Factors, double SquaredError) Fit(FittingTarget original, FittingTarget target, CancellationToken cancellation);

    /// <summary>As <see cref="Fit"/>, but roughly where a fit takes long.</summary>
    /// <inheritdoc cref="Fit"/>
    public virtual (FactorizedKernel Factors, double SquaredError) Draft(FittingTarget original, FittingTarget target, CancellationToken cancellation) =>
        Fit(original, target, cancellation);
}
