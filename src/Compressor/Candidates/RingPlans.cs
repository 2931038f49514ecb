using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>The plans by which a ring may run, each a candidate.</summary>
/// <param name="layer">The layer.</param>
internal sealed class RingPlans(SearchedLayer layer)
{
    /// <summary>The candidates of one ring.</summary>
    /// <param name="ranks">Its ranks.</param>
    /// <param name="squaredError">The square of its relative error.</param>
    /// <param name="recipe">How it is made, run by these cuts.</param>
    public IEnumerable<LayerCandidate> Of(RingRanks ranks, double squaredError, Func<ChainCuts, FactorRecipe> recipe) =>
        Plans(ranks).Select(cuts => new LayerCandidate(
            ranks.Storage(layer.Shape),
            layer.Macs(size => ConvolutionCost.RingMacs(size, ranks, cuts)),
            Math.Sqrt(squaredError),
            recipe(cuts))
        {
            InnerValues = ChainValue.OfRing(ranks, cuts),
            Microseconds = layer.Times.Of(ranks, cuts),
        });

    // The plan with the fewest MACs; with times all that no other one beats in MACs and time, from the fewest MACs to the fastest. That may be
    // the dense convolution from stored cores: a small file as fast as the original.
    private List<ChainCuts> Plans(RingRanks ranks)
    {
        if (layer.Sizes is not { } sizes)
        {
            return [ChainCuts.All];
        }

        ChainCuts cheapest = ConvolutionCost.CheapestCuts(sizes, ranks);
        if (!layer.Times.AreWeighed)
        {
            return [cheapest];
        }

        List<ChainCuts> plans = [cheapest];
        foreach (ChainCuts cuts in Enumerable.Range(0, (int)ChainCuts.All + 1).Select(cuts => (ChainCuts)cuts)
            .OrderBy(cuts => layer.Macs(size => ConvolutionCost.RingMacs(size, ranks, cuts))))
        {
            if (layer.Times.Of(ranks, cuts) < layer.Times.Of(ranks, plans[^1]))
            {
                plans.Add(cuts);
            }
        }

        return plans;
    }
}
