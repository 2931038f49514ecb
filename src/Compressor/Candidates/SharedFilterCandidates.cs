using RsdtrEdge.Compressor.Refinement;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>Rings of filters that all channels share, over a grid of ranks.</summary>
/// <param name="layer">The layer.</param>
internal sealed class SharedFilterCandidates(SearchedLayer layer)
{
    // Up to so many shared filters each number is looked at, beyond it every fourth.
    private const int ManyFilters = 8;

    private readonly RingPlans _plans = new(layer);

    /// <summary>Finds them.</summary>
    public IEnumerable<LayerCandidate> Find()
    {
        int positions = layer.Shape.Height * layer.Shape.Width;
        SpatialBasis basis = new(layer.Target);
        int step = layer.Step(layer.MostChannels);
        foreach (bool onInputs in (bool[])[true, false])
        {
            for (int filters = 1; filters <= Math.Min(basis.MostFilters, positions - 1); filters += filters < ManyFilters ? 1 : ManyFilters / 2)
            {
                layer.Cancellation.ThrowIfCancellationRequested();
                double[] errors = basis.Errors(onInputs, filters);
                for (int width = 1; width <= errors.Length; width++)
                {
                    if (!layer.IsOnGrid(width, step))
                    {
                        continue;
                    }

                    (int shared, int combined) = (filters, width);
                    foreach (LayerCandidate candidate in _plans.Of(
                        SpatialBasis.Ranks(layer.Shape, onInputs, filters, width),
                        errors[width - 1],
                        cuts => new SpatialBasisRecipe(onInputs, shared, combined, cuts)).Where(layer.IsSaving))
                    {
                        yield return candidate;
                    }
                }
            }
        }
    }
}
