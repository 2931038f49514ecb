using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// Branches of one combination of the input channels each, with filters of their own: where the moment of the whole patch says how they are to be
/// fitted.
/// </summary>
/// <param name="layer">The layer.</param>
internal sealed class BranchCandidates(SearchedLayer layer)
{
    /// <summary>Finds them.</summary>
    public IEnumerable<LayerCandidate> Find()
    {
        int offsets = layer.Shape.Height * layer.Shape.Width;
        if (layer.IsWide || !layer.Target.HasWholeMoment || layer.Shape.InputChannels * offsets > LayerMoments.ExactSize)
        {
            yield break;
        }

        BranchErrors search = new(layer.Target, layer.Cancellation);
        int step = layer.Step(layer.Shape.InputChannels);
        for (int filters = 1; filters <= Math.Min(BranchErrors.MostFilters, offsets - 1); filters++)
        {
            double[] errors = search.Of(filters);
            foreach (int branches in Enumerable.Range(1, errors.Length).Where(width => layer.IsOnGrid(width, step)))
            {
                BranchSize size = new(branches, filters);
                foreach (LayerCandidate candidate in Branch(size, errors[branches - 1]).Where(layer.IsSaving))
                {
                    yield return candidate;
                }
            }
        }
    }

    // The ways to run one convolution in branches: stage by stage and, where time counts, as the dense layer.
    private IEnumerable<LayerCandidate> Branch(BranchSize size, double squaredError) =>
        (layer.Times.AreWeighed ? (ChainCuts[])[BranchFactors.StoredCuts, ChainCuts.None] : [BranchFactors.StoredCuts]).Select(cuts => new LayerCandidate(
            ConvolutionCost.BranchParameters(layer.Shape, size),
            layer.Macs(one => ConvolutionCost.RingMacs(one, size.AsRing, cuts)),
            Math.Sqrt(squaredError),
            new BranchRecipe(size, runsDense: cuts == ChainCuts.None))
        {
            InnerValues = ChainValue.OfBranches(size, cuts),
            Microseconds = layer.Times.Of(size, cuts),
        });
}
