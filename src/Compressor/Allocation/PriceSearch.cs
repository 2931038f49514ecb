namespace RsdtrEdge.Compressor.Allocation;

/// <summary>Tries prices on the resources: directions of the price vector, each to where its choices meet the limits, then the best bound between them.</summary>
/// <param name="probe">What follows from prices.</param>
/// <param name="limits">What all layers together may use.</param>
/// <param name="totalOf">What choices lose and use.</param>
internal sealed class PriceSearch(PriceProbe probe, AllocationLimits limits, Func<int[], (double Loss, long Parameters, long Macs, long Time)> totalOf)
{
    // How many directions of the price vector are tried, and how finely each one's length is bisected.
    private const int Directions = 33;
    private const int Bisections = 44;

    // How often the interval of directions around the dual's maximum is narrowed to two thirds.
    private const int DirectionSteps = 16;

    // The losses are seldom above 1 a layer, so prices far above that leave only the resources to count.
    private const double HighestPrice = 1e7;

    // With a limit on time: the steps of each share in a direction of the three prices, and of the search for the dual's maximum among them.
    private const int ShareSteps = 7;
    private const int DualCuts = 250;

    /// <summary>Searches.</summary>
    public void Run()
    {
        if (limits.Nanoseconds is null)
        {
            SearchTwo();
        }
        else
        {
            SearchThree();
        }
    }

    private void SearchTwo()
    {
        for (int direction = 0; direction < Directions; direction++)
        {
            double angle = Math.PI / 2 * direction / (Directions - 1);
            Bisect(new ResourcePrices(Math.Cos(angle), Math.Sin(angle)));
        }

        MaximizeDual();
    }

    private void SearchThree()
    {
        for (int parameters = 0; parameters <= ShareSteps; parameters++)
        {
            for (int macs = 0; macs <= ShareSteps - parameters; macs++)
            {
                // A price on what is not limited is none.
                if ((parameters == 0 || probe.ParameterUnit > 0) && (macs == 0 || probe.MacUnit > 0))
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
        if (probe.At(default).Meets || !probe.At(Times(HighestPrice, direction)).Meets)
        {
            return;
        }

        double low = 0;
        double high = HighestPrice;
        for (int i = 0; i < Bisections && high > low * (1 + 1e-9); i++)
        {
            double middle = Middle(low, high);
            if (probe.At(Times(middle, direction)).Meets)
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
        double[] start = [Price(probe.BoundPrices.Parameter, probe.ParameterUnit), Price(probe.BoundPrices.Mac, probe.MacUnit), Price(probe.BoundPrices.Nanosecond, probe.TimeUnit)];
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

            int[] choices = probe.At(new ResourcePrices(at[0], at[1], at[2])).Choices;
            (_, long parameters, long macs, long time) = totalOf(choices);
            double[] slope =
            [
                (parameters - (limits.Parameters ?? 0)) * probe.ParameterUnit,
                (macs - (limits.Macs ?? 0)) * probe.MacUnit,
                (time - (limits.Nanoseconds ?? 0)) * probe.TimeUnit,
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
        if (limits is not { Parameters: not null, Macs: not null })
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
            (_, double dual, double excess, _) = probe.At(new ResourcePrices(middle * Math.Cos(angle), middle * Math.Sin(angle)));
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
}
