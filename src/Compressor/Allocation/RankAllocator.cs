using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// Chooses one candidate for each layer so that all limits are met and the sum of the squared relative errors is small: a
/// multiple-choice knapsack with two resources. Prices on the resources make the layers independent (Lagrangian relaxation;
/// Everett, "Generalized Lagrange multiplier method", Operations Research 11, 1963); a search over the prices finds choices that
/// meet the limits and a bound on what any choice can reach; exchanges of single layers and of pairs use up what is left; with
/// that choice and that bound, <see cref="FrontierSearch"/> closes the gap between them or, where layers are many, narrows it.
/// </summary>
internal sealed class RankAllocator
{
    // How many directions of the price vector are tried, and how finely each one's length is bisected.
    private const int Directions = 33;
    private const int Bisections = 44;

    // How often the interval of directions around the dual's maximum is narrowed to two thirds.
    private const int DirectionSteps = 16;

    // The losses are at most 1 a layer, so prices far above that leave only the resources to count.
    private const double HighestPrice = 1e7;

    // How many passes of exchanges are made, and how many pairs they may look at: less than a second's worth.
    private const int ExchangePasses = 60;
    private const long ExchangePairs = 50_000_000;

    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly AllocationLimits _limits;
    private readonly double _parameterUnit;
    private readonly double _macUnit;
    private int[]? _best;
    private double _bestLoss = double.PositiveInfinity;
    private int[]? _nearest;
    private double _nearestLoad = double.PositiveInfinity;
    private double _bound;
    private ResourcePrices _boundPrices;
    private bool _isNearestProven;
    private long _pairs;

    private RankAllocator(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits)
    {
        _layers = layers;
        _limits = limits;
        // Prices are per limit, so that both resources count alike whatever their units.
        _parameterUnit = limits.Parameters is { } parameters ? 1.0 / Math.Max(1, parameters) : 0;
        _macUnit = limits.Macs is { } macs ? 1.0 / Math.Max(1, macs) : 0;
    }

    /// <summary>Chooses.</summary>
    /// <param name="layers">Each layer's candidates, at least one.</param>
    /// <param name="limits">What all layers together may use.</param>
    public static RankAllocation Allocate(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits)
    {
        RankAllocator allocator = new(layers, limits);
        for (int direction = 0; direction < Directions; direction++)
        {
            double angle = Math.PI / 2 * direction / (Directions - 1);
            allocator.Bisect(Math.Cos(angle), Math.Sin(angle));
        }

        allocator.MaximizeDual();
        allocator.Exchange();
        allocator.Close();
        int[] choices = allocator._best ?? allocator._nearest!;
        (double loss, long used, long macs) = allocator.Total(choices);
        bool meets = allocator._best is not null;
        return new RankAllocation(choices, loss, used, macs, meets, meets ? Math.Min(loss, allocator._bound) : null)
        {
            // Nothing loses more than the worst of each layer, so that no choice is behind a bound above that.
            IsProvenInfeasible = !meets && (allocator._isNearestProven || allocator._bound > (1 + 1e-9) * layers.Sum(layer => layer.Max(candidate => candidate.Loss))),
        };
    }

    // Along one direction of the price vector: the shortest one whose choices meet the limits.
    private void Bisect(double parameterPart, double macPart)
    {
        if (Probe(0, 0).Meets || !Probe(HighestPrice * parameterPart, HighestPrice * macPart).Meets)
        {
            return;
        }

        double low = 0;
        double high = HighestPrice;
        for (int i = 0; i < Bisections && high > low * (1 + 1e-9); i++)
        {
            double middle = Middle(low, high);
            if (Probe(middle * parameterPart, middle * macPart).Meets)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
    }

    // With two limits the best bound lies between the directions tried. The dual is concave, so its maximum along a direction
    // is quasi-concave in the angle.
    private void MaximizeDual()
    {
        if (_limits is not { Parameters: not null, Macs: not null })
        {
            return;
        }

        double low = 0;
        double high = Math.PI / 2;
        for (int i = 0; i < DirectionSteps; i++)
        {
            double third = (high - low) / 3;
            if (DualAlong(low + third) < DualAlong(high - third))
            {
                low += third;
            }
            else
            {
                high -= third;
            }
        }
    }

    // The dual's maximum along a direction is where the priced excess over the limits, its slope, changes sign.
    private double DualAlong(double angle)
    {
        double best = 0;
        double low = 0;
        double high = HighestPrice;
        for (int i = 0; i < Bisections && high > low * (1 + 1e-6); i++)
        {
            double middle = Middle(low, high);
            (_, double dual, double excess) = Probe(middle * Math.Cos(angle), middle * Math.Sin(angle));
            best = Math.Max(best, dual);
            if (excess > 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return best;
    }

    // Prices span many magnitudes: halve the exponent while it is large.
    private static double Middle(double low, double high) =>
        high > 1e-9 && low < high / 4 ? Math.Sqrt(Math.Max(low, 1e-12) * high) : (low + high) / 2;

    // Chooses at given prices; tells whether the limits are met, the bound that follows, and the priced excess over the limits.
    private (bool Meets, double Dual, double Excess) Probe(double parameterPrice, double macPrice)
    {
        int[] choices = new int[_layers.Count];
        double dual = 0;
        for (int layer = 0; layer < choices.Length; layer++)
        {
            double least = double.PositiveInfinity;
            for (int index = 0; index < _layers[layer].Count; index++)
            {
                LayerCandidate candidate = _layers[layer][index];
                double cost = candidate.Loss
                    + (parameterPrice * candidate.Parameters * _parameterUnit)
                    + (macPrice * (candidate.Macs ?? 0) * _macUnit);
                if (cost < least)
                {
                    least = cost;
                    choices[layer] = index;
                }
            }

            dual += least;
        }

        ResourcePrices prices = new(parameterPrice * _parameterUnit, macPrice * _macUnit);
        double budget = prices.Of(_limits.Parameters ?? 0, _limits.Macs ?? 0);
        dual -= budget;
        if (dual > _bound)
        {
            _bound = dual;
            _boundPrices = prices;
        }

        bool meets = Consider(choices);
        (_, long parameters, long macs) = Total(choices);
        return (meets, dual, prices.Of(parameters, macs) - budget);
    }

    private bool Consider(int[] choices)
    {
        (double loss, long parameters, long macs) = Total(choices);
        if (_limits.Allow(parameters, macs))
        {
            if (loss < _bestLoss)
            {
                _bestLoss = loss;
                _best = choices;
            }

            return true;
        }

        double load = _limits.Load(parameters, macs);
        if (load < _nearestLoad)
        {
            _nearestLoad = load;
            _nearest = choices;
        }

        return false;
    }

    // Improves the best choice: one layer, or one layer for better and another for worse, as long as the loss falls.
    private void Exchange()
    {
        if (_best is null)
        {
            return;
        }

        int[] choices = (int[])_best.Clone();
        for (int pass = 0; pass < ExchangePasses && _pairs < ExchangePairs; pass++)
        {
            (double loss, long parameters, long macs) = Total(choices);
            (double Gain, int Layer1, int Index1, int Layer2, int Index2) best = (1e-15, -1, 0, -1, 0);
            for (int first = 0; first < choices.Length && _pairs < ExchangePairs; first++)
            {
                LayerCandidate now = _layers[first][choices[first]];
                for (int index = 0; index < _layers[first].Count; index++)
                {
                    LayerCandidate changed = _layers[first][index];
                    double gain = now.Loss - changed.Loss;
                    if (gain <= best.Gain)
                    {
                        continue;
                    }

                    long p = parameters - now.Parameters + changed.Parameters;
                    long m = macs - (now.Macs ?? 0) + (changed.Macs ?? 0);
                    if (_limits.Allow(p, m))
                    {
                        best = (gain, first, index, -1, 0);
                    }
                    else
                    {
                        FindCounterpart(choices, first, index, gain, p, m, ref best);
                    }
                }
            }

            if (best.Layer1 < 0)
            {
                break;
            }

            choices[best.Layer1] = best.Index1;
            if (best.Layer2 >= 0)
            {
                choices[best.Layer2] = best.Index2;
            }
        }

        Consider(choices);
    }

    // Looks for what prices and exchanges miss: choices within the limits that no prices lead to, and better ones.
    private void Close()
    {
        FrontierSearch frontier = new(_layers, _limits);
        if (_best is null)
        {
            if (!Consider(frontier.FindLeastLoad()))
            {
                _isNearestProven = frontier.IsExhaustive;
                return;
            }

            Exchange();
        }

        if (frontier.FindLeastLoss(_boundPrices, _bestLoss) is { } better)
        {
            Consider(better);
        }

        if (frontier.IsExhaustive)
        {
            _bound = _bestLoss;
        }
    }

    private void FindCounterpart(
        int[] choices, int first, int index, double gain, long parameters, long macs,
        ref (double Gain, int Layer1, int Index1, int Layer2, int Index2) best)
    {
        for (int second = 0; second < choices.Length; second++)
        {
            if (second == first)
            {
                continue;
            }

            LayerCandidate now = _layers[second][choices[second]];
            _pairs += _layers[second].Count;
            for (int other = 0; other < _layers[second].Count; other++)
            {
                LayerCandidate changed = _layers[second][other];
                double total = gain + now.Loss - changed.Loss;
                if (total > best.Gain
                    && _limits.Allow(parameters - now.Parameters + changed.Parameters, macs - (now.Macs ?? 0) + (changed.Macs ?? 0)))
                {
                    best = (total, first, index, second, other);
                }
            }
        }
    }

    private (double Loss, long Parameters, long Macs) Total(int[] choices)
    {
        double loss = 0;
        long parameters = 0;
        long macs = 0;
        for (int layer = 0; layer < choices.Length; layer++)
        {
            LayerCandidate candidate = _layers[layer][choices[layer]];
            loss += candidate.Loss;
            parameters = checked(parameters + candidate.Parameters);
            macs = checked(macs + (candidate.Macs ?? 0));
        }

        return (loss, parameters, macs);
    }
}
