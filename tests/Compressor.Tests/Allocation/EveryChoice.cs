using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Tests.Allocation;

/// <summary>All choices of one candidate for each layer.</summary>
internal static class EveryChoice
{
    /// <summary>Each choice once; the array is used again for the next.</summary>
    public static IEnumerable<int[]> Of(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers)
    {
        int[] choices = new int[layers.Count];
        int layer;
        do
        {
            yield return choices;
            // Counts as with digits.
            for (layer = 0; layer < choices.Length && ++choices[layer] == layers[layer].Count; layer++)
            {
                choices[layer] = 0;
            }
        }
        while (layer < choices.Length);
    }
}
