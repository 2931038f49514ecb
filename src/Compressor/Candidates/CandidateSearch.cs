using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The ways to run a layer from which the allocator chooses: dense; for a kernel with spatial modes, rings over a grid of
/// relative errors and rings of shared filters over a grid of ranks, each run by the plan with the fewest MACs (and, weighed by time, by each plan
/// that no other one beats in both), and free chains of two and three stages and branches over a grid of ranks; for a 1x1 kernel, low-rank pairs. Ways that
/// another one beats in everything are left out, but never dense, and so are ways that compute more than the dense layer: smaller files are no
/// reason to be slower. Where sizes are open, nominal ones say which do (<see cref="NominalSizes"/>), and nothing else.
/// </summary>
internal static class CandidateSearch
{
    /// <summary>The candidates of a layer, in ascending order of the relative error; the first one is dense.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="target">Its kernel and what its inputs make of it; null where it cannot be factorized.</param>
    /// <param name="largestError">No candidate has a larger relative error.</param>
    /// <param name="rankMultiple">The channels between the stages of chains are multiples of this number.</param>
    /// <param name="times">What is known of their times.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static IReadOnlyList<LayerCandidate> Find(
        NetworkLayer layer, FittingTarget? target, double largestError, int rankMultiple, CandidateTimes times, CancellationToken cancellation)
    {
        bool isOpen = target is not null && layer.Sizes is null;
        NetworkLayer sized = isOpen ? NominalSizes.Put(layer) : layer;
        List<LayerCandidate> found = [new(layer.Parameters, sized.Macs, 0, null) { Microseconds = times.Dense }];
        if (target is not null)
        {
            SearchedLayer searched = new(sized, target, rankMultiple, times, cancellation);
            ChainCandidates chains = new(searched);
            found.AddRange(target.Shape is { Height: 1, Width: 1 }
                ? chains.FindPairs(ChainLayout.Pair)
                :
                [
                    .. new RingCandidates(searched).Find(largestError), .. new SharedFilterCandidates(searched).Find(),
                    .. new BranchCandidates(searched).Find(), .. chains.Find(),
                ]);
        }

        IEnumerable<LayerCandidate> allowed = found.Where(candidate => candidate.RelativeError <= largestError && !(candidate.Macs > sized.Macs));
        return Prune(PeakLimit.Keep(layer, [.. isOpen ? allowed.Select(candidate => candidate with { Macs = null }) : allowed]), times.AreWeighed);
    }

    private static LayerCandidate[] Prune(IEnumerable<LayerCandidate> candidates, bool byTime)
    {
        List<LayerCandidate> kept = [];
        foreach (LayerCandidate candidate in candidates
            .OrderBy(candidate => candidate.RelativeError)
            // Dense goes first also where a ring is exact, as it is for a kernel of zeros.
            .ThenByDescending(candidate => candidate.IsDense).ThenBy(candidate => candidate.Parameters).ThenBy(candidate => candidate.Macs))
        {
            if (!kept.Exists(better => better.Dominates(candidate, byTime)))
            {
                kept.Add(candidate);
            }
        }

        return [.. kept];
    }
}
