using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// Chooses one candidate for each layer so that all limits are met and the sum of the squared relative errors is small: a
/// multiple-choice knapsack with up to three resources. Prices on the resources make the layers independent (Lagrangian relaxation;
/// Everett, "Generalized Lagrange multiplier method", Operations Research 11, 1963); a search over the prices finds choices that
/// meet the limits and a bound on what any choice can reach; exchanges of single layers and of pairs use up what is left; with
/// that choice and that bound, <see cref="FrontierSearch"/> closes the gap between them or, where layers are many, narrows it.
/// </summary>
internal sealed class RankAllocator
{
    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly AllocationLimits _limits;
    private readonly AllocationEffort _effort;
    private readonly ExchangeSearch _exchanges;
    private readonly BestChoices _best;
    private readonly PriceProbe _probe;
    private double? _proven;
    private bool _isNearestProven;

    private RankAllocator(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, AllocationEffort effort)
    {
        _layers = layers;
        _limits = limits;
        _effort = effort;
        _exchanges = new ExchangeSearch(layers, limits, effort.ExchangePairs);
        _best = new BestChoices(limits, _exchanges.Total);
        _probe = new PriceProbe(layers, limits, _exchanges.Total, _best);
    }

    /// <summary>Chooses.</summary>
    /// <param name="layers">Each layer's candidates, at least one.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="effort">How much is looked at; null for the most.</param>
    public static RankAllocation Allocate(
        IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, AllocationEffort? effort = null)
    {
        RankAllocator allocator = new(layers, limits, effort ?? AllocationEffort.Full);
        new PriceSearch(allocator._probe, limits, allocator._exchanges.Total).Run();
        allocator.Exchange();
        allocator.Close();
        return allocator.ToAllocation();
    }

    // What is proven by looking at all choices, or follows from prices.
    private double Bound => _proven ?? _probe.Bound;

    private RankAllocation ToAllocation()
    {
        int[] choices = _best.Within ?? _best.Nearest!;
        (double loss, long used, long macs, long time) = _exchanges.Total(choices);
        bool meets = _best.Within is not null;
        return new RankAllocation(choices, loss, used, macs, meets, meets ? Math.Min(loss, Bound) : null)
        {
            Nanoseconds = time,
            // Nothing loses more than the worst of each layer, so that no choice is behind a bound above that.
            IsProvenInfeasible = !meets && (_isNearestProven || Bound > (1 + 1e-9) * _layers.Sum(layer => layer.Max(candidate => candidate.Loss))),
        };
    }

    private void Exchange()
    {
        if (_best.Within is { } choices)
        {
            _best.Consider(_exchanges.Improve(choices));
        }
    }

    // Looks for what prices and exchanges miss: choices within the limits that no prices lead to, and better ones.
    private void Close()
    {
        FrontierSearch frontier = new(_layers, _limits, _effort);
        if (_best.Within is null)
        {
            if (!_best.Consider(frontier.FindLeastLoad()))
            {
                _isNearestProven = frontier.IsExhaustive;
                return;
            }

            Exchange();
        }

        if (frontier.FindLeastLoss(_probe.BoundPrices, _best.Loss) is { } better)
        {
            _best.Consider(better);
        }

        if (frontier.IsExhaustive)
        {
            _proven = _best.Loss;
        }
    }
}
