using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// Allocates where the size of the model file is limited. What a candidate takes of the file is known only once it is written, so
/// allocation and writing take turns: each round allocates with what is known, measures its choice, and knows more. The first one
/// takes nodes and names for nothing: where its choice fits, nothing better does, and its bound holds in any case.
/// </summary>
internal sealed class FileAllocator
{
    private const int Rounds = 12;
    private const int LearningRounds = 3;

    // A choice that leaves less than this share of the file unused is not worth a further round.
    private const double Unused = 0.001;

    // With both storage limits at once each candidate's cost is its larger share of the two, in these parts of a whole.
    private const long Whole = 1_000_000_000_000;

    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly AllocationLimits _limits;
    private readonly long _mostBytes;
    private readonly long _otherBytes;
    private readonly Func<IReadOnlyList<int>, FileMeasurement> _measure;
    private readonly AllocationEffort _effort;
    private readonly FileCosts _costs;
    private RankAllocation? _best;
    private RankAllocation? _nearest;
    private bool _isProvenInfeasible;
    private double _nearestLoad = double.PositiveInfinity;

    private FileAllocator(
        IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, long mostBytes, long otherBytes,
        Func<IReadOnlyList<int>, FileMeasurement> measure, AllocationEffort effort)
    {
        _layers = layers;
        _limits = limits;
        _mostBytes = mostBytes;
        _otherBytes = otherBytes;
        _measure = measure;
        _effort = effort;
        _costs = new FileCosts(layers);
    }

    /// <summary>Chooses.</summary>
    /// <param name="layers">Each layer's candidates, at least one.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="mostBytes">The size that the file may have.</param>
    /// <param name="otherBytes">The size of the file with all layers dense, less four bytes for each number of their kernels.</param>
    /// <param name="measure">Measures the file of a choice.</param>
    /// <param name="effort">How much each allocation looks at; null for the most.</param>
    /// <returns>The choice, and the size of the smallest file that was found where none is within the limits.</returns>
    public static (RankAllocation Allocation, long? LeastBytes) Allocate(
        IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, long mostBytes, long otherBytes,
        Func<IReadOnlyList<int>, FileMeasurement> measure, AllocationEffort? effort = null)
    {
        FileAllocator allocator = new(layers, limits, mostBytes, otherBytes, measure, effort ?? AllocationEffort.Full);
        double bound = allocator.Run();
        long? leastBytes = allocator._best is null ? allocator.FindLeast() : null;
        return allocator._best is { } best
            ? (best with { LossBound = Math.Min(bound, best.Loss) }, null)
            : (allocator._nearest! with { IsProvenInfeasible = allocator._isProvenInfeasible }, leastBytes);
    }

    private double Run()
    {
        double bound = 0;
        long tightened = 0;
        for (int round = 0; round < Rounds; round++)
        {
            RankAllocation allocation = AllocateOnce(_mostBytes - _otherBytes - tightened);
            if (round == 0)
            {
                bound = allocation.LossBound ?? 0;
                _isProvenInfeasible = allocation.IsProvenInfeasible;
            }

            long left = _mostBytes - Measure(allocation.Choices, out bool isNew);
            bool isFull = left >= 0 && left <= Unused * _mostBytes;
            if (isFull || (left >= 0 && (round == 0 || (!isNew && tightened == 0))) || (!isNew && !allocation.MeetsLimits))
            {
                break;
            }

            // What is measured corrects the guesses. Should they stay too low, the overshoot is taken off, and given back by halves.
            tightened = left >= 0 ? tightened / 2 : round < LearningRounds ? 0 : tightened - left;
        }

        return bound;
    }

    // The smallest file: the cheapest candidate of each layer, each measured for which less is possible than what is known.
    private long FindLeast()
    {
        long least = long.MaxValue;
        bool isNew = true;
        for (int round = 0; round <= Rounds && isNew; round++)
        {
            // In the last round what is guessed by then, should there still be more to measure.
            Func<int, int, long> cost = round < Rounds ? _costs.AtLeast : _costs.Of;
            int[] choices = [.. _layers.Select((candidates, layer) =>
                Enumerable.Range(0, candidates.Count).MinBy(index => (cost(layer, index), candidates[index].Loss)))];
            least = Math.Min(least, Measure(choices, out isNew));
        }

        return least;
    }

    private RankAllocation AllocateOnce(long bytes)
    {
        RankAllocation? byParameters = _limits.Parameters is null ? null : RankAllocator.Allocate(_layers, _limits, _effort);
        if (byParameters is { } enough && (!enough.MeetsLimits || _costs.Of(enough.Choices) <= bytes))
        {
            return enough;
        }

        RankAllocation byBytes = RankAllocator.Allocate(_costs.Priced((_, cost) => cost), _limits with { Parameters = bytes }, _effort);
        if (_limits.Parameters is not { } parameters || !byBytes.MeetsLimits || Total(byBytes.Choices).Parameters <= parameters)
        {
            return byBytes;
        }

        // Each limit alone leads over the other one. Where the larger of a candidate's two shares adds up to a whole, both are met.
        IReadOnlyList<LayerCandidate>[] inShares = _costs.Priced((candidate, cost) =>
            (long)Math.Ceiling(Math.Max(cost / Math.Max(1.0, bytes), candidate.Parameters / Math.Max(1.0, parameters)) * Whole));
        RankAllocation both = RankAllocator.Allocate(inShares, _limits with { Parameters = Whole }, _effort);
        return both.MeetsLimits ? both with { LossBound = Math.Max(byBytes.LossBound!.Value, byParameters!.LossBound!.Value) } : byBytes;
    }

    // Measures a choice, keeps it where it is the best within the limits or the nearest to them, and tells its file's size.
    private long Measure(IReadOnlyList<int> choices, out bool isNew)
    {
        FileMeasurement measured = _measure(choices);
        isNew = _costs.Learn(choices, measured);
        (double loss, long parameters, long macs, long time) = Total(choices);
        bool meets = _limits.Allow(parameters, macs, time) && measured.Bytes <= _mostBytes;
        RankAllocation allocation = new(choices, loss, parameters, macs, meets, null) { Nanoseconds = time };
        if (meets && !(_best?.Loss <= loss))
        {
            _best = allocation;
        }

        // No bytes at all is a limit, too: a small share of a small file.
        double load = Math.Max((double)measured.Bytes / Math.Max(1, _mostBytes), _limits.Load(parameters, macs, time));
        if (load < _nearestLoad)
        {
            (_nearest, _nearestLoad) = (allocation, load);
        }

        return measured.Bytes;
    }

    private (double Loss, long Parameters, long Macs, long Time) Total(IReadOnlyList<int> choices)
    {
        LayerCandidate[] chosen = [.. choices.Select((index, layer) => _layers[layer][index])];
        return (
            chosen.Sum(candidate => candidate.Loss), chosen.Sum(candidate => candidate.Parameters), chosen.Sum(candidate => candidate.Macs ?? 0),
            chosen.Sum(candidate => candidate.Nanoseconds));
    }
}
