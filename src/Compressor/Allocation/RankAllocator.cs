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
    // How many directions of the price vector are tried, and how finely each one's length is bisected.
    private const int Directions = 33;
    private const int Bisections = 44;

    // How often the interval of directions around the dual's maximum is narrowed to two thirds.
    private const int DirectionSteps = 16;

    // The losses are at most 1 a layer, so prices far above that leave only the resources to count.
    private const double HighestPrice = 1e7;

    // With a limit on time: the steps of each share in a direction of the three prices, and of the search for the dual's maximum among them.
    private const int ShareSteps = 7;
    private const int DualCuts = 250;

    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly AllocationLimits _limits;
    private readonly double _parameterUnit;
    private readonly double _macUnit;
    private readonly double _timeUnit;
    private readonly AllocationEffort _effort;
    private readonly ExchangeSearch _exchanges;
    private int[]? _best;
    private double _bestLoss = double.PositiveInfinity;
    private int[]? _nearest;
    private double _nearestLoad = double.PositiveInfinity;
    private double _bound;
    private ResourcePrices _boundPrices;
    private bool _isNearestProven;

    private RankAllocator(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, AllocationEffort effort)
    {
        _layers = layers;
        _limits = limits;
        _effort = effort;
        _exchanges = new ExchangeSearch(layers, limits, effort.ExchangePairs);
        // Prices are per limit, so that all resources count alike whatever their units.
        _parameterUnit = limits.Parameters is { } parameters ? 1.0 / Math.Max(1, parameters) : 0;
        _macUnit = limits.Macs is { } macs ? 1.0 / Math.Max(1, macs) : 0;
        _timeUnit = limits.Nanoseconds is { } time ? 1.0 / Math.Max(1, time) : 0;
    }

    /// <summary>Chooses.</summary>
    /// <param name="layers">Each layer's candidates, at least one.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="effort">How much is looked at; null for the most.</param>
    public static RankAllocation Allocate(
        IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, AllocationEffort? effort = null)
    {
        RankAllocator allocator = new(layers, limits, effort ?? AllocationEffort.Full);
        if (limits.Nanoseconds is null)
        {
            allocator.SearchTwoPrices();
        }
        else
        {
            allocator.SearchThreePrices();
        }

        allocator.Exchange();
        allocator.Close();
        int[] choices = allocator._best ?? allocator._nearest!;
        (double loss, long used, long macs, long time) = allocator.Total(choices);
        bool meets = allocator._best is not null;
        return new RankAllocation(choices, loss, used, macs, meets, meets ? Math.Min(loss, allocator._bound) : null)
        {
            Nanoseconds = time,
            // Nothing loses more than the worst of each layer, so that no choice is behind a bound above that.
            IsProvenInfeasible = !meets && (allocator._isNearestProven || allocator._bound > (1 + 1e-9) * layers.Sum(layer => layer.Max(candidate => candidate.Loss))),
        };
    }

    private void SearchTwoPrices()
    {
        for (int direction = 0; direction < Directions; direction++)
        {
            double angle = Math.PI / 2 * direction / (Directions - 1);
            Bisect(new ResourcePrices(Math.Cos(angle), Math.Sin(angle)));
        }

        MaximizeDual();
    }

    private void SearchThreePrices()
    {
        for (int parameters = 0; parameters <= ShareSteps; parameters++)
        {
            for (int macs = 0; macs <= ShareSteps - parameters; macs++)
            {
                // A price on what is not limited is none.
                if ((parameters == 0 || _parameterUnit > 0) && (macs == 0 || _macUnit > 0))
                {
                    Bisect(new ResourcePrices(parameters, macs, ShareSteps - parameters - macs));
                }
            }
        }

        MaximizeDualOfThree();
    }

    // Along one direction of the price vector: the shortest one whose choices meet the limits.
    private void Bisect(ResourcePrices direction)
    {
        if (Probe(default).Meets || !Probe(Times(HighestPrice, direction)).Meets)
        {
            return;
        }

        double low = 0;
        double high = HighestPrice;
        for (int i = 0; i < Bisections && high > low * (1 + 1e-9); i++)
        {
            double middle = Middle(low, high);
            if (Probe(Times(middle, direction)).Meets)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
    }

    // The dual is concave, and the excess over the limits is its slope. Ellipsoids around what may hold its maximum begin at the best
    // prices of the directions that were tried.
    private void MaximizeDualOfThree()
    {
        double[] start = [Price(_boundPrices.Parameter, _parameterUnit), Price(_boundPrices.Mac, _macUnit), Price(_boundPrices.Nanosecond, _timeUnit)];
        double reach = 2 * start.Max();
        PriceEllipsoid ellipsoid = new(start, reach);
        for (int cut = 0; cut < DualCuts && reach > 0; cut++)
        {
            double[] at = [.. ellipsoid.Center];
            int negative = Array.FindIndex(at, price => price < 0);
            if (negative >= 0)
            {
                ellipsoid.Cut([.. at.Select((_, index) => index == negative ? 1.0 : 0.0)]);
                continue;
            }

            int[] choices = Probe(new ResourcePrices(at[0], at[1], at[2])).Choices;
            (_, long parameters, long macs, long time) = Total(choices);
            double[] slope =
            [
                (parameters - (_limits.Parameters ?? 0)) * _parameterUnit,
                (macs - (_limits.Macs ?? 0)) * _macUnit,
                (time - (_limits.Nanoseconds ?? 0)) * _timeUnit,
            ];
            if (!ellipsoid.Cut(slope))
            {
                break;
            }
        }

        static double Price(double price, double unit) => unit > 0 ? price / unit : 0;
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
            (_, double dual, double excess, _) = Probe(new ResourcePrices(middle * Math.Cos(angle), middle * Math.Sin(angle)));
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

    private static ResourcePrices Times(double length, ResourcePrices direction) =>
        new(length * direction.Parameter, length * direction.Mac, length * direction.Nanosecond);

    // Chooses at prices per limit; tells whether the limits are met, the bound that follows, and the priced excess over the limits.
    private (bool Meets, double Dual, double Excess, int[] Choices) Probe(ResourcePrices perLimit)
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
                    + (perLimit.Parameter * candidate.Parameters * _parameterUnit)
                    + (perLimit.Mac * (candidate.Macs ?? 0) * _macUnit);
                if (_timeUnit > 0)
                {
                    cost += perLimit.Nanosecond * candidate.Nanoseconds * _timeUnit;
                }

                if (cost < least)
                {
                    least = cost;
                    choices[layer] = index;
                }
            }

            dual += least;
        }

        ResourcePrices prices = new(perLimit.Parameter * _parameterUnit, perLimit.Mac * _macUnit, perLimit.Nanosecond * _timeUnit);
        double budget = prices.Of(_limits.Parameters ?? 0, _limits.Macs ?? 0, _limits.Nanoseconds ?? 0);
        dual -= budget;
        if (dual > _bound)
        {
            _bound = dual;
            _boundPrices = prices;
        }

        bool meets = Consider(choices);
        (_, long parameters, long macs, long time) = Total(choices);
        return (meets, dual, prices.Of(parameters, macs, time) - budget, choices);
    }

    private bool Consider(int[] choices)
    {
        (double loss, long parameters, long macs, long time) = Total(choices);
        if (_limits.Allow(parameters, macs, time))
        {
            if (loss < _bestLoss)
            {
                _bestLoss = loss;
                _best = choices;
            }

            return true;
        }

        double load = _limits.Load(parameters, macs, time);
        if (load < _nearestLoad)
        {
            _nearestLoad = load;
            _nearest = choices;
        }

        return false;
    }

    private void Exchange()
    {
        if (_best is not null)
        {
            Consider(_exchanges.Improve(_best));
        }
    }

    // Looks for what prices and exchanges miss: choices within the limits that no prices lead to, and better ones.
    private void Close()
    {
        FrontierSearch frontier = new(_layers, _limits, _effort);
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

    private (double Loss, long Parameters, long Macs, long Time) Total(int[] choices) => _exchanges.Total(choices);
}
