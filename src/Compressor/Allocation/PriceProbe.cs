using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>What choices follow from prices on the resources, which make the layers independent (Lagrangian relaxation), and the best bound that any prices gave.</summary>
/// <param name="layers">Each layer's candidates.</param>
/// <param name="limits">What all layers together may use.</param>
/// <param name="totalOf">What choices lose and use.</param>
/// <param name="best">Hears of the choices.</param>
internal sealed class PriceProbe(
    IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, Func<int[], (double Loss, long Parameters, long Macs, long Time)> totalOf, BestChoices best)
{
    /// <summary>One over the limit on parameters: prices are per limit, so that all resources count alike whatever their units. 0 where there is none.</summary>
    public double ParameterUnit { get; } = limits.Parameters is { } parameters ? 1.0 / Math.Max(1, parameters) : 0;

    /// <summary>Likewise for MACs.</summary>
    public double MacUnit { get; } = limits.Macs is { } macs ? 1.0 / Math.Max(1, macs) : 0;

    /// <summary>Likewise for nanoseconds.</summary>
    public double TimeUnit { get; } = limits.Nanoseconds is { } time ? 1.0 / Math.Max(1, time) : 0;

    /// <summary>No choice within the limits loses less, as far as the prices that were probed tell.</summary>
    public double Bound { get; private set; }

    /// <summary>The prices, of one parameter, MAC and nanosecond, that the bound is from.</summary>
    public ResourcePrices BoundPrices { get; private set; }

    /// <summary>Chooses each layer's cheapest candidate.</summary>
    /// <param name="perLimit">What each resource costs, a whole limit of it being the unit.</param>
    /// <returns>Whether the limits are met, the bound that follows (the dual), the priced excess over the limits, and the choices.</returns>
    public (bool Meets, double Dual, double Excess, int[] Choices) At(ResourcePrices perLimit)
    {
        int[] choices = new int[layers.Count];
        double dual = 0;
        for (int layer = 0; layer < choices.Length; layer++)
        {
            double least = double.PositiveInfinity;
            for (int index = 0; index < layers[layer].Count; index++)
            {
                LayerCandidate candidate = layers[layer][index];
                double cost = candidate.Loss
                    + (perLimit.Parameter * candidate.Parameters * ParameterUnit)
                    + (perLimit.Mac * (candidate.Macs ?? 0) * MacUnit);
                if (TimeUnit > 0)
                {
                    cost += perLimit.Nanosecond * candidate.Nanoseconds * TimeUnit;
                }

                if (cost < least)
                {
                    least = cost;
                    choices[layer] = index;
                }
            }

            dual += least;
        }

        ResourcePrices prices = new(perLimit.Parameter * ParameterUnit, perLimit.Mac * MacUnit, perLimit.Nanosecond * TimeUnit);
        double budget = prices.Of(limits.Parameters ?? 0, limits.Macs ?? 0, limits.Nanoseconds ?? 0);
        dual -= budget;
        if (dual > Bound)
        {
            Bound = dual;
            BoundPrices = prices;
        }

        bool meets = best.Consider(choices);
        (_, long parameters, long macs, long time) = totalOf(choices);
        return (meets, dual, prices.Of(parameters, macs, time) - budget, choices);
    }
}
