namespace RsdtrEdge.Compressor.Allocation;

/// <summary>The best choices of candidates that a search has met: the one of least loss within the limits, and while there is none, the one nearest to them.</summary>
/// <param name="limits">What all layers together may use.</param>
/// <param name="totalOf">What choices lose and use.</param>
internal sealed class BestChoices(AllocationLimits limits, Func<int[], (double Loss, long Parameters, long Macs, long Time)> totalOf)
{
    private double _nearestLoad = double.PositiveInfinity;

    /// <summary>The best within the limits; null where none was met.</summary>
    public int[]? Within { get; private set; }

    /// <summary>What <see cref="Within"/> loses; infinite while there is none.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Of those outside of the limits the one that exceeds them least; null where none was met.</summary>
    public int[]? Nearest { get; private set; }

    /// <summary>Keeps choices if they are better.</summary>
    /// <returns>Whether they are within the limits.</returns>
    public bool Consider(int[] choices)
    {
        (double loss, long parameters, long macs, long time) = totalOf(choices);
        if (limits.Allow(parameters, macs, time))
        {
            if (Within is null || loss < Loss)
            {
                (Loss, Within) = (loss, choices);
            }

            return true;
        }

        double load = limits.Load(parameters, macs, time);
        if (load < _nearestLoad)
        {
            (_nearestLoad, Nearest) = (load, choices);
        }

        return false;
    }
}
