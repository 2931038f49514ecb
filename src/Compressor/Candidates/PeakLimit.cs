using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The limit on activation memory. It is one on each moment of a run, not on a sum over layers, so that each candidate meets it or does
/// not, whatever the other layers get.
/// </summary>
internal static class PeakLimit
{
    /// <summary>The candidates that meet their layer's limit; where none does, those that come nearest to it.</summary>
    public static IReadOnlyList<LayerCandidate> Keep(ConvolutionLayer layer, IReadOnlyList<LayerCandidate> candidates)
    {
        if (layer.LargestPeak is not { } limit || candidates.Count == 0 || candidates.Any(candidate => layer.Peak(candidate.InnerValues) is null))
        {
            return candidates;
        }

        long most = Math.Max(limit, candidates.Min(candidate => layer.Peak(candidate.InnerValues)!.Value));
        return [.. candidates.Where(candidate => layer.Peak(candidate.InnerValues) <= most)];
    }
}
