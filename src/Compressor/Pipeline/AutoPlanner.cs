using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Allocates ranks over all layers so that the limits are met with the least loss.</summary>
internal static class AutoPlanner
{
    private const string Unneeded = "the limits are met without it";
    private const string NoGain = "no factorization of it is smaller or cheaper at the allowed error";

    /// <summary>Decides for all layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="limits">What their kernels together may use; with no limit at all each layer gets the fewest parameters.</param>
    /// <param name="largestError">No layer gets a larger relative error; null is no bound.</param>
    /// <param name="statistics">What calibration data says of the layers; null without such.</param>
    /// <param name="progress">Hears of each layer.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static LayerPlan Plan(
        IReadOnlyList<NetworkLayer> layers, AllocationLimits limits, double? largestError, CalibrationStatistics? statistics,
        IProgress<CompressionProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<LayerCandidate>[] candidates = FindCandidates(layers, largestError ?? 1, statistics, progress, cancellation);
        if (statistics is not null)
        {
            candidates = SensitivityProbe.Apply(statistics, layers, candidates, cancellation);
        }

        progress?.Report(new CompressionProgress(CompressionPhase.Allocate, 0, 1));
        bool unlimited = limits is { Parameters: null, Macs: null };
        RankAllocation? allocation = unlimited ? null : RankAllocator.Allocate(candidates, limits);
        IReadOnlyList<int> choices = allocation?.Choices ?? [.. candidates.Select(Smallest)];
        LayerDecision[] decisions = new LayerDecision[layers.Count];
        int done = 0;
        BoundedWork.For(layers.Count, index =>
        {
            LayerCandidate chosen = candidates[index][choices[index]];
            decisions[index] = chosen.Factorize is { } factorize
                ? Decide(layers[index], factorize(), chosen.RelativeError, statistics?.Moments[index], cancellation)
                : LayerDecision.Dense(layers[index], layers[index].DenseReason ?? (candidates[index].Count > 1 ? Unneeded : NoGain));
            progress?.Report(new CompressionProgress(CompressionPhase.Rewrite, Interlocked.Increment(ref done), layers.Count));
        }, cancellation);
        return new LayerPlan(decisions, allocation is null ? null : new AllocationReport(allocation.Loss, allocation.LossBound));
    }

    private static LayerDecision Decide(
        NetworkLayer layer, FactorizedKernel factors, double error, LayerMoments? moments, CancellationToken cancellation)
    {
        if (moments is not { Count: > 0 })
        {
            return new LayerDecision(layer, factors, error, null);
        }

        (FactorizedKernel refined, double? refinedError) = LayerRefinement.Refine(layer, factors, moments, cancellation);
        return new LayerDecision(layer, refined, refinedError ?? error, null) { BiasShift = moments.IsCentred ? LayerRefinement.MeanShift(layer, refined, moments) : null };
    }

    private static IReadOnlyList<LayerCandidate>[] FindCandidates(
        IReadOnlyList<NetworkLayer> layers, double largestError, CalibrationStatistics? statistics,
        IProgress<CompressionProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<LayerCandidate>[] candidates = new IReadOnlyList<LayerCandidate>[layers.Count];
        int done = 0;
        // Wide layers take longest: begin with them, so that the last one to finish is a short one.
        int[] order = [.. Enumerable.Range(0, layers.Count).OrderByDescending(index => layers[index].Kernel.Length)];
        BoundedWork.For(order.Length, place =>
        {
            int index = order[place];
            candidates[index] = CandidateSearch.Find(layers[index], largestError, statistics?.Moments[index], cancellation);
            progress?.Report(new CompressionProgress(CompressionPhase.Candidates, Interlocked.Increment(ref done), layers.Count));
        }, cancellation);
        return candidates;
    }

    private static int Smallest(IReadOnlyList<LayerCandidate> candidates)
    {
        int best = 0;
        for (int index = 1; index < candidates.Count; index++)
        {
            if (candidates[index].Parameters < candidates[best].Parameters)
            {
                best = index;
            }
        }

        return best;
    }
}
