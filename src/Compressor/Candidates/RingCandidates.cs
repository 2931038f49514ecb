using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>Rings that a decomposition finds, over a grid of relative errors.</summary>
/// <param name="layer">The layer.</param>
internal sealed class RingCandidates(SearchedLayer layer)
{
    // Relative errors of rings, from what is hardly noticed to where little is left.
    // A truncation never loses all that it is allowed to, so prescribed errors beyond 1 still leave something.
    private static readonly double[] s_errors = [.. Enumerable.Range(1, 12).Select(step => 0.05 * step), 0.7, 0.8, 0.9, 1.0, 1.2, 1.4];

    private readonly RingSearch _search = new(layer.Target, layer.Cancellation);
    private readonly RingPlans _plans = new(layer);

    /// <summary>Finds them.</summary>
    /// <param name="largestError">No candidate is sought beyond this relative error; 1 and more is no limit.</param>
    public IEnumerable<LayerCandidate> Find(double largestError)
    {
        foreach (double error in s_errors.Where(error => error <= largestError || largestError >= 1))
        {
            foreach (RingKind kind in Enum.GetValues<RingKind>())
            {
                layer.Cancellation.ThrowIfCancellationRequested();
                if (kind != RingKind.LeastStorage || !layer.IsWide)
                {
                    foreach (LayerCandidate candidate in Of(kind, error))
                    {
                        yield return candidate;
                    }
                }
            }
        }
    }

    private IEnumerable<LayerCandidate> Of(RingKind kind, double error)
    {
        RingRanks ranks;
        double squaredError;
        if (layer.IsWide)
        {
            (ranks, squaredError) = _search.Find(kind, error);
        }
        else
        {
            (TensorRingKernel ring, _) = _search.Decompose(kind, error);
            (ranks, squaredError) = (ring.Ranks, RingFitting.ErrorWithBestOutputs(layer.Target, ring));
        }

        return _plans.Of(ranks, squaredError, cuts => new RingRecipe(kind, error, ranks, cuts));
    }
}
