using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// Chooses one candidate for each layer, layer after layer, keeping the partial choices that no other one beats (Nemhauser and
/// Ullmann, "Discrete dynamic programming and capital allocation", Management Science 15, 1969). Partial choices that provably
/// cannot lead to anything better than what is known are dropped; only where too many are left, those with the best prospects
/// are kept and the answer may miss the optimum.
/// </summary>
internal sealed class FrontierSearch
{
    // How many partial choices are kept at each layer, and how many ways to go on from them are looked at: two seconds' worth
    // in a network of 50 layers.
    private const int MostKept = 8192;
    private const int LeastKept = 128;

    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly AllocationLimits _limits;
    private readonly int _continuations;

    // For the layers from a given one on: the least that they store, the least that they compute, and the least time that they take.
    private readonly long[] _leastParameters;
    private readonly long[] _leastMacs;
    private readonly long[] _leastTime;

    /// <summary>Prepares searches.</summary>
    /// <param name="layers">Each layer's candidates.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="effort">How much is looked at; null for the most.</param>
    public FrontierSearch(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, AllocationEffort? effort = null)
    {
        _layers = layers;
        _limits = limits;
        _continuations = (effort ?? AllocationEffort.Full).Continuations;
        _leastParameters = Suffix(0L, candidate => Parameters(candidate), (sum, least) => sum + least);
        _leastMacs = Suffix(0L, candidate => Macs(candidate), (sum, least) => sum + least);
        _leastTime = Suffix(0L, candidate => Time(candidate), (sum, least) => sum + least);
    }

    /// <summary>Whether the last search looked at everything: nothing better than its answer exists.</summary>
    public bool IsExhaustive { get; private set; }

    /// <summary>The choice with the least loss that meets the limits; null where there is none with less than a given loss.</summary>
    /// <param name="prices">Any prices on the resources: they bound what a partial choice can still reach, the better the nearer they are to the dual optimum.</param>
    /// <param name="lossBelow">Only choices with a smaller loss are looked for.</param>
    public int[]? FindLeastLoss(ResourcePrices prices, double lossBelow)
    {
        double[] leastPriced = Suffix(
            0.0,
            candidate => candidate.Loss + prices.Of(Parameters(candidate), Macs(candidate), Time(candidate)),
            (sum, least) => sum + least);
        double budget = prices.Of(_limits.Parameters ?? 0, _limits.Macs ?? 0, _limits.Nanoseconds ?? 0);
        // The bound is a difference of sums: what rounding may add to it is no reason to drop a choice.
        double slack = 1e-12 * (1 + Math.Abs(budget));
        return Run(
            (partial, next) =>
            {
                if (!_limits.Allow(partial.Parameters + _leastParameters[next], partial.Macs + _leastMacs[next], partial.Time + _leastTime[next]))
                {
                    return double.PositiveInfinity;
                }

                double bound = partial.Loss + prices.Of(partial.Parameters, partial.Macs, partial.Time) + leastPriced[next] - budget;
                return partial.Loss >= lossBelow || bound - slack >= lossBelow ? double.PositiveInfinity : bound;
            },
            (x, y) => (x.Loss, x.Parameters, x.Macs, x.Time).CompareTo((y.Loss, y.Parameters, y.Macs, y.Time)),
            (x, y) => x.Loss.CompareTo(y.Loss));
    }

    /// <summary>The choice that is nearest to the limits, whether or not it meets them; of such, the one with the least loss.</summary>
    public int[] FindLeastLoad()
    {
        return Run(
            Load,
            (x, y) => (x.Parameters, x.Macs, x.Time, x.Loss).CompareTo((y.Parameters, y.Macs, y.Time, y.Loss)),
            (x, y) => (Load(x, _layers.Count), x.Loss).CompareTo((Load(y, _layers.Count), y.Loss)))!;

        double Load(Partial partial, int next) =>
            _limits.Load(partial.Parameters + _leastParameters[next], partial.Macs + _leastMacs[next], partial.Time + _leastTime[next]);
    }

    private int[]? Run(Func<Partial, int, double> prospect, Comparison<Partial> order, Comparison<Partial> goal)
    {
        IsExhaustive = true;
        List<Partial[]> levels = [[default]];
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            List<Partial> grown = [];
            Partial[] level = levels[^1];
            for (int parent = 0; parent < level.Length; parent++)
            {
                for (int index = 0; index < _layers[layer].Count; index++)
                {
                    LayerCandidate candidate = _layers[layer][index];
                    Partial partial = new(
                        level[parent].Parameters + Parameters(candidate), level[parent].Macs + Macs(candidate),
                        level[parent].Time + Time(candidate), level[parent].Loss + candidate.Loss, 0, parent, index);
                    partial = partial with { Prospect = prospect(partial, layer + 1) };
                    if (!double.IsPositiveInfinity(partial.Prospect))
                    {
                        grown.Add(partial);
                    }
                }
            }

            grown.Sort((x, y) => order(x, y) is var compared && compared != 0 ? compared : (x.Parent, x.Index).CompareTo((y.Parent, y.Index)));
            int width = layer + 1 < _layers.Count ? Math.Clamp(_continuations / _layers[layer + 1].Count, LeastKept, MostKept) : MostKept;
            levels.Add(Narrow(Undominated(grown), width));
        }

        return levels[^1].Length > 0 ? Backtrack(levels, goal) : null;
    }

    // Of partial choices in an order in which none is beaten by a later one, those that no earlier one beats in all resources.
    private static List<Partial> Undominated(List<Partial> ordered)
    {
        List<Partial> kept = [];
        ParetoSet seen = new([.. ordered.Select(partial => partial.Time)]);
        foreach (Partial partial in ordered)
        {
            if (seen.TryAdd(partial.Parameters, partial.Macs, partial.Time))
            {
                kept.Add(partial);
            }
        }

        return kept;
    }

    private Partial[] Narrow(List<Partial> level, int width)
    {
        if (level.Count <= width)
        {
            return [.. level];
        }

        IsExhaustive = false;
        return [.. level.OrderBy(partial => partial.Prospect).Take(width)];
    }

    private static int[] Backtrack(List<Partial[]> levels, Comparison<Partial> goal)
    {
        Partial best = levels[^1].Min(Comparer<Partial>.Create(goal));
        int[] choices = new int[levels.Count - 1];
        for (int layer = choices.Length - 1; layer >= 0; layer--)
        {
            choices[layer] = best.Index;
            best = levels[layer][best.Parent];
        }

        return choices;
    }

    // A resource without a limit does not count, so that it keeps no choice alive.
    private long Parameters(LayerCandidate candidate) => _limits.Parameters is null ? 0 : candidate.Parameters;

    private long Macs(LayerCandidate candidate) => _limits.Macs is null ? 0 : candidate.Macs ?? 0;

    private long Time(LayerCandidate candidate) => _limits.Nanoseconds is null ? 0 : candidate.Nanoseconds;

    private T[] Suffix<T>(T none, Func<LayerCandidate, T> cost, Func<T, T, T> add)
    {
        T[] sums = new T[_layers.Count + 1];
        sums[^1] = none;
        for (int layer = _layers.Count - 1; layer >= 0; layer--)
        {
            sums[layer] = add(sums[layer + 1], _layers[layer].Min(cost)!);
        }

        return sums;
    }

    // What the layers so far use and lose, a bound on where that can lead, and where it came from.
    private readonly record struct Partial(long Parameters, long Macs, long Time, double Loss, double Prospect, int Parent, int Index);
}
