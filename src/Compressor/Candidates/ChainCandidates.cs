using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>Free chains over a grid of ranks, run stage by stage and, where time counts, as the dense layer.</summary>
/// <param name="layer">The layer.</param>
internal sealed class ChainCandidates(SearchedLayer layer)
{
    /// <summary>Finds chains of two and three stages.</summary>
    public IEnumerable<LayerCandidate> Find() => ChainLayout.Spatial
        .Where(layout => layout.StageCount == 2 || (layout.StageCount == 3 && (!layer.IsWide || layout == ChainLayout.Parse("C|ij|T"))))
        .SelectMany(layout => layout.StageCount == 2 ? FindPairs(layout) : ChainsOfThree(layout));

    /// <summary>Finds chains of two stages.</summary>
    /// <param name="layout">What each stage computes.</param>
    public IEnumerable<LayerCandidate> FindPairs(ChainLayout layout)
    {
        // A matrix that is much wider than high has few ranks: the grid is of them, where they are fewer than half of the channels.
        (int Rank, double SquaredError)[] chains = [.. new ChainErrors(layer.Target, layer.Cancellation).OfTwo(layout)];
        int step = layer.Step(Math.Min(layer.MostChannels, 2 * chains.Length));
        return chains
            .Where(chain => layer.IsOnGrid(chain.Rank, step))
            .SelectMany(chain => Chains(layout, chain.SquaredError, chain.Rank))
            .Where(layer.IsSaving);
    }

    private IEnumerable<LayerCandidate> ChainsOfThree(ChainLayout layout)
    {
        int firstStep = layer.FirstStep(layer.MostChannels);
        int step = layer.Step(layer.MostChannels);
        int[] firstRanks = [.. Enumerable.Range(1, 3 * layer.MostChannels).Where(rank => layer.IsOnGrid(rank, firstStep))];
        return new ChainErrors(layer.Target, layer.Cancellation).OfThree(layout, firstRanks)
            .Where(chain => layer.IsOnGrid(chain.Second, step))
            .SelectMany(chain => Chains(layout, chain.SquaredError, chain.First, chain.Second))
            .Where(layer.IsSaving);
    }

    // The ways to run one chain: stage by stage and, where time counts, as the dense layer.
    private IEnumerable<LayerCandidate> Chains(ChainLayout layout, double squaredError, params int[] ranks)
    {
        yield return Chain(layout, squaredError, ranks, ChainMerges.None);
        if (layer.Times.AreWeighed)
        {
            yield return Chain(layout, squaredError, ranks, ChainMerges.All);
        }
    }

    private LayerCandidate Chain(ChainLayout layout, double squaredError, int[] ranks, ChainMerges merges)
    {
        ChainPlan plan = new(layout, merges);
        IReadOnlyList<int> widths = plan.Widths(ranks);
        return new LayerCandidate(
            ConvolutionCost.ChainParameters(layer.Shape, layout, ranks),
            layer.Macs(size => ConvolutionCost.ChainMacs(size, plan.Running, widths)),
            Math.Sqrt(squaredError),
            new ChainRecipe(layout, ranks) { Merges = merges })
        {
            InnerValues = ChainValue.OfChain(plan.Running, widths),
            Microseconds = layer.Times.Of(plan.Running, widths),
        };
    }
}
