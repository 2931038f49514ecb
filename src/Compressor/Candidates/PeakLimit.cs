using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The limit on activation memory. It is one on each moment of a run, not on a sum over layers, so that each candidate meets it or does
/// not, whatever the other layers get.
/// </summary>
internal static class PeakLimit
{
    /// <summary>The layers with the limit; where even the lowest ranks or other nodes need more, with what those need, for the nearest network.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="timeline">What is alive while each node runs.</param>
    /// <param name="limit">The most bytes of activations that may be alive at once.</param>
    public static IReadOnlyList<NetworkLayer> Put(IReadOnlyList<NetworkLayer> layers, ActivationTimeline timeline, long limit)
    {
        HashSet<NodeProto> convolutions = new(layers.SelectMany(layer => layer.Nodes), ReferenceEqualityComparer.Instance);
        IEnumerable<long> others = timeline.Nodes.Zip(timeline.Alive).Where(moment => !convolutions.Contains(moment.First)).Select(moment => moment.Second);
        long reachable = others.Concat(layers.Select(Lowest)).Append(limit).Max();
        return [.. layers.Select(layer => layer with { LargestPeak = reachable })];
    }

    /// <summary>The candidates that meet their layer's limit; where none does, those that come nearest to it.</summary>
    public static IReadOnlyList<LayerCandidate> Keep(NetworkLayer layer, IReadOnlyList<LayerCandidate> candidates)
    {
        if (layer.LargestPeak is not { } limit || candidates.Count == 0 || candidates.Any(candidate => layer.Peak(candidate.InnerValues) is null))
        {
            return candidates;
        }

        long most = Math.Max(limit, candidates.Min(candidate => layer.Peak(candidate.InnerValues)!.Value));
        return [.. candidates.Where(candidate => layer.Peak(candidate.InnerValues) <= most)];
    }

    // The least that dense or a chain of rank 1, cut in any way, needs.
    private static long Lowest(NetworkLayer layer)
    {
        long dense = layer.Peak([]) ?? 0;
        IReadOnlyList<ChainLayout> layouts = layer.Shape switch
        {
            null => [],
            { Height: 1, Width: 1 } => [ChainLayout.Pair],
            _ => ChainLayout.Spatial,
        };
        return layouts.Select(layout => layer.Peak(ChainValue.OfChain(layout, [.. Enumerable.Repeat(1, layout.StageCount - 1)])) ?? dense)
            .Append(dense).Min();
    }
}
