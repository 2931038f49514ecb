using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// Chooses within the limits so that loss times network time is least: a percent of time is worth half a percent of the output error, whose
/// square the loss is, as long as the loss is not much above the least there may be. The loss is the sum over the layers; the time is that of all layers and of the rest of the network.
/// </summary>
/// <remarks>
/// Where a product of two costs is at least some number is convex, so that it is least at a corner of the hull of all choices, and there a
/// weighted sum of the two is least, too. Such sums are what an allocator without a time can minimize: a candidate's loss is its
/// own plus so much a nanosecond. The weights are found from the corners that are known (Aneja and Nair, "Bicriteria transportation problem", Management
/// Science 25, 1979); where two neighbours leave no room for a lesser product between them, nothing is looked for.
/// </remarks>
internal sealed class TimeTrade
{
    // Products that differ by less are alike: no prediction is that exact.
    private const double Margin = 0.005;

    // A network within this of the dense one's time is not faster.
    private const double LargestShare = 0.97;

    private const int MostAllocations = 24;

    // A weight so large that the loss only decides between equal times.
    private const double TimeAlone = 1e9;

    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly long _rest;
    private readonly Func<IReadOnlyList<IReadOnlyList<LayerCandidate>>, AllocationLimits, AllocationEffort, RankAllocation> _allocate;
    private readonly double _mostLoss;
    private RankAllocation _best;
    private double _bestWeight;
    private int _allocations;

    private TimeTrade(
        IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, long rest, RankAllocation start, double allowance,
        Func<IReadOnlyList<IReadOnlyList<LayerCandidate>>, AllocationLimits, AllocationEffort, RankAllocation> allocate)
    {
        _layers = layers;
        _rest = rest;
        _best = start;
        _mostLoss = allowance * start.Loss;
        _allocate = allocate;
    }

    /// <summary>What the loss may be of the least within the limits: an eighth more output error, however much time that saves.</summary>
    /// <remarks>Losses end at that of a network that gives nothing at all, and times do not: the product alone would go there.</remarks>
    public const double LossAllowance = 1.25;

    /// <summary>Chooses.</summary>
    /// <param name="layers">Each layer's candidates with their times, at least one; dense first.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="restNanoseconds">What the rest of the network takes.</param>
    /// <param name="leastLoss">The choice with the least loss within the limits.</param>
    /// <param name="allocate">Finds the choice with the least loss of given candidates: the times count in the limits alone.</param>
    /// <param name="allowance">How many times the least loss the choice may have.</param>
    /// <returns>
    /// The choice, with its own loss, and with the bound on any choice's within the limits. Where any choice takes less than 97 % of the dense network's time, so does this one.
    /// </returns>
    public static RankAllocation Choose(
        IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, long restNanoseconds, RankAllocation leastLoss,
        Func<IReadOnlyList<IReadOnlyList<LayerCandidate>>, AllocationLimits, AllocationEffort, RankAllocation> allocate,
        double allowance = LossAllowance)
    {
        // Nothing is lost where the dense network is within the limits.
        if (!leastLoss.MeetsLimits || leastLoss.Loss == 0)
        {
            return leastLoss;
        }

        long longest = (long)(LargestShare * (restNanoseconds + layers.Sum(layer => layer[0].Nanoseconds))) - restNanoseconds;
        TimeTrade free = new(layers, restNanoseconds, leastLoss, allowance, allocate);
        RankAllocation best = free.Search(limits);
        if (best.Nanoseconds > longest)
        {
            // What is faster is worth less than it costs, and is wanted all the same.
            AllocationLimits faster = limits with { Nanoseconds = Math.Min(longest, limits.Nanoseconds ?? long.MaxValue) };
            RankAllocation start = allocate(layers, faster, AllocationEffort.Full);
            best = start.MeetsLimits ? new TimeTrade(layers, restNanoseconds, start, allowance, allocate).Search(faster) : best;
        }

        return best with { LossBound = leastLoss.LossBound };
    }

    private RankAllocation Search(AllocationLimits limits)
    {
        RankAllocation start = _best;
        RankAllocation fastest = Allocate(TimeAlone * Even(_best), limits, AllocationEffort.Brief);
        Between(new Corner(start, 0, TimeOf(start)), new Corner(fastest, double.PositiveInfinity, TimeOf(fastest)), limits);
        // With the weight that leads to the best one once more, and all the effort there is.
        Allocate(_bestWeight > 0 ? _bestWeight : Even(_best), limits, AllocationEffort.Full);
        return _best;
    }

    // From a slower choice with less loss to a faster one with more.
    private void Between(Corner slow, Corner fast, AllocationLimits limits)
    {
        if (_allocations >= MostAllocations || slow.Found.Loss > _mostLoss || fast.Time >= slow.Time || fast.Found.Loss <= slow.Found.Loss)
        {
            return;
        }

        // No choice is below either of the lines on which the two were found.
        double time = double.IsInfinity(fast.Weight) ? fast.Time
            : fast.Weight <= slow.Weight ? slow.Time
            : (fast.Found.Loss + (fast.Weight * fast.Time) - slow.Found.Loss - (slow.Weight * slow.Time)) / (fast.Weight - slow.Weight);
        double loss = slow.Found.Loss + (slow.Weight * (slow.Time - time));
        if (Math.Max(0, loss) * time >= (1 - Margin) * Product(_best))
        {
            return;
        }

        double weight = (fast.Found.Loss - slow.Found.Loss) / (slow.Time - fast.Time);
        RankAllocation middle = Allocate(weight, limits, AllocationEffort.Brief);
        double gain = slow.Found.Loss + (weight * slow.Time) - middle.Loss - (weight * TimeOf(middle));
        if (middle.MeetsLimits && gain > 1e-9 * slow.Found.Loss)
        {
            Corner corner = new(middle, weight, TimeOf(middle));
            Between(slow, corner, limits);
            Between(corner, fast, limits);
        }
    }

    // The choice with the least loss plus weighed time.
    private RankAllocation Allocate(double weight, AllocationLimits limits, AllocationEffort effort)
    {
        _allocations++;
        // Allocators take losses of about 1.
        double most = _layers.Max(layer => layer.Max(candidate => Weighed(candidate, weight)));
        RankAllocation found = _allocate(
            [.. _layers.Select(layer => (IReadOnlyList<LayerCandidate>)[.. layer.Select(candidate => candidate with { Loss = Weighed(candidate, weight) / most })])],
            limits,
            effort);
        found = found with { Loss = _layers.Zip(found.Choices, (layer, choice) => layer[choice].Loss).Sum(), LossBound = null };
        if (found.MeetsLimits && found.Loss <= _mostLoss && Product(found) < Product(_best))
        {
            (_best, _bestWeight) = (found, weight);
        }

        return found;
    }

    private static double Weighed(LayerCandidate candidate, double weight) => candidate.Loss + (weight * candidate.Nanoseconds);

    // The weight with which a percent of time is worth a percent of the loss.
    private double Even(RankAllocation found) => found.Loss / TimeOf(found);

    private double Product(RankAllocation found) => found.Loss * TimeOf(found);

    private double TimeOf(RankAllocation found) => Math.Max(1, found.Nanoseconds + _rest);

    // A choice at which loss plus weighed time is least; a weight of 0 is the loss alone, an infinite one the time.
    private readonly record struct Corner(RankAllocation Found, double Weight, double Time);
}
