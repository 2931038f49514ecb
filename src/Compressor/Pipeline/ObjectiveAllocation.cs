using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Chooses candidates within all limits, as the objective says.</summary>
/// <param name="layers">The layers.</param>
/// <param name="request">What the network has to meet.</param>
/// <param name="objective">What is sought within the limits.</param>
/// <param name="shiftsBias">Whether a layer's bias will be shifted, which gives it a longer name in the file.</param>
/// <param name="cancellation">Stops the work between two allocations.</param>
internal sealed class ObjectiveAllocation(
    IReadOnlyList<NetworkLayer> layers, BudgetRequest request, CompressionObjective objective, Func<int, LayerCandidate[], bool> shiftsBias,
    CancellationToken cancellation)
{
    private long? _leastBytes;

    /// <summary>The choice, and the size of the smallest file that was found where none is within the limits.</summary>
    /// <param name="candidates">Each layer's candidates.</param>
    public (RankAllocation Allocation, long? LeastBytes) Choose(IReadOnlyList<LayerCandidate>[] candidates)
    {
        // A time that is not sure is no reason to miss what else is asked for.
        AllocationLimits limits = request.IsTimeHeld ? request.Limits : request.Limits with { Nanoseconds = null };
        RankAllocation found = Allocate(candidates, limits, AllocationEffort.Full);
        long? leastBytes = _leastBytes;
        if (!request.IsTimeHeld && found.MeetsLimits && found.Nanoseconds > request.Limits.Nanoseconds)
        {
            RankAllocation faster = Allocate(candidates, request.Limits, AllocationEffort.Full);
            // Where it can be kept it is kept by what follows, too.
            (found, limits) = faster.MeetsLimits ? (faster, request.Limits) : (found, limits);
        }

        if (objective == CompressionObjective.Latency && request.Times is { } times)
        {
            found = TimeTrade.Choose(candidates, limits, (long)Math.Round(1000 * times.RestMicroseconds), found, Allocate);
        }
        else if (request.File is null && request.WeighsTimes(objective))
        {
            found = EqualLoss.Fastest(candidates, limits, found);
        }

        return (found, leastBytes);
    }

    private RankAllocation Allocate(IReadOnlyList<IReadOnlyList<LayerCandidate>> candidates, AllocationLimits limits, AllocationEffort effort)
    {
        cancellation.ThrowIfCancellationRequested();
        if (request.File is not { } file)
        {
            return RankAllocator.Allocate(candidates, limits, effort);
        }

        (RankAllocation allocation, _leastBytes) = file.Allocate(layers, candidates, limits, effort, shiftsBias, cancellation);
        return allocation;
    }
}
