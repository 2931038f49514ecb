using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>Candidates that lose the same, such as a ring by several execution plans.</summary>
internal static class EqualLoss
{
    /// <summary>A choice with each layer, one after the other, as fast as it can be without more loss and within the limits; where those are not met, no further from them.</summary>
    /// <param name="layers">Each layer's candidates with their times.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="found">The choice.</param>
    public static RankAllocation Fastest(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, RankAllocation found)
    {
        for (int layer = 0; layer < layers.Count; layer++)
        {
            LayerCandidate now = layers[layer][found.Choices[layer]];
            for (int index = 0; index < layers[layer].Count; index++)
            {
                LayerCandidate other = layers[layer][index];
                RankAllocation changed = found with
                {
                    Choices = [.. found.Choices.Select((choice, place) => place == layer ? index : choice)],
                    Loss = found.Loss - now.Loss + other.Loss,
                    Parameters = found.Parameters - now.Parameters + other.Parameters,
                    Macs = found.Macs - (now.Macs ?? 0) + (other.Macs ?? 0),
                    Nanoseconds = found.Nanoseconds - now.Nanoseconds + other.Nanoseconds,
                };
                if (other.Loss <= now.Loss && other.Nanoseconds < now.Nanoseconds && IsAsNear(changed, found, limits))
                {
                    (found, now) = (changed, other);
                }
            }
        }

        return found;
    }

    // Where no choice meets the limits, the nearest to them is what was asked for: dense loses nothing, but stores and computes the most.
    private static bool IsAsNear(RankAllocation changed, RankAllocation found, AllocationLimits limits) => found.MeetsLimits
        ? limits.Allow(changed.Parameters, changed.Macs, changed.Nanoseconds)
        : limits.Load(changed.Parameters, changed.Macs, changed.Nanoseconds) <= limits.Load(found.Parameters, found.Macs, found.Nanoseconds);
}
