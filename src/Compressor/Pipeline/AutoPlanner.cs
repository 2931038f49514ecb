using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Allocates ranks over all layers so that the limits are met with the least loss, and fits the chosen factors.</summary>
internal sealed class AutoPlanner
{
    /// <summary>Why a layer stays dense that could be factorized.</summary>
    public const string Unneeded = "the limits are met without it";
    private const string NoGain = "no factorization of it is smaller or cheaper at the allowed error";

    private readonly IReadOnlyList<NetworkLayer> _layers;
    private readonly CalibrationStatistics? _statistics;
    private readonly PlannerSettings _settings;
    private readonly IProgress<CompressionProgress>? _progress;
    private readonly CancellationToken _cancellation;

    private AutoPlanner(
        IReadOnlyList<NetworkLayer> layers, CalibrationStatistics? statistics, PlannerSettings settings,
        IProgress<CompressionProgress>? progress, CancellationToken cancellation)
    {
        _layers = layers;
        _statistics = statistics;
        _settings = settings;
        _progress = progress;
        _cancellation = cancellation;
    }

    /// <summary>Decides for all layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="request">What the network has to meet; with no limit at all each layer gets the fewest parameters.</param>
    /// <param name="statistics">What calibration data says of the layers; null without such.</param>
    /// <param name="settings">What bounds the choice besides the limits.</param>
    /// <param name="progress">Hears of each layer.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static LayerPlan Plan(
        IReadOnlyList<NetworkLayer> layers, BudgetRequest request, CalibrationStatistics? statistics, PlannerSettings settings,
        IProgress<CompressionProgress>? progress, CancellationToken cancellation) =>
        new AutoPlanner(layers, statistics, settings, progress, cancellation).Plan(request);

    private LayerPlan Plan(BudgetRequest request)
    {
        IReadOnlyList<LayerCandidate>[] candidates = FindCandidates();
        _progress?.Report(new CompressionProgress(CompressionPhase.Allocate, 0, 1));
        (RankAllocation? allocation, long? leastBytes) = Allocate(candidates, request);
        _cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<int> choices = allocation?.Choices ?? [.. candidates.Select(Smallest)];
        LayerCandidate[] chosen = [.. choices.Select((choice, index) => candidates[index][choice])];
        LayerDecision[] decisions = Fit(chosen, [.. candidates.Select(found => found.Count > 1)]);
        return allocation is null ? new LayerPlan(decisions, null) : Judge(candidates, decisions, request, allocation, leastBytes);
    }

    private (RankAllocation? Allocation, long? LeastBytes) Allocate(IReadOnlyList<LayerCandidate>[] candidates, BudgetRequest request)
    {
        if (request.IsUnlimited)
        {
            return (null, null);
        }

        return request.File is { } file
            ? file.Allocate(_layers, candidates, request.Limits, _statistics, _cancellation)
            : (RankAllocator.Allocate(candidates, request.Limits), null);
    }

    private LayerPlan Judge(
        IReadOnlyList<LayerCandidate>[] candidates, LayerDecision[] decisions, BudgetRequest request, RankAllocation allocation, long? leastBytes)
    {
        LeastUse least = new(_layers, candidates, request.Cost);
        AllocationReport report = new(allocation.Loss, allocation.LossBound)
        {
            LeastParameters = least.Parameters(),
            LeastFlops = least.Flops(),
            LeastModelBytes = leastBytes,
            LeastPeakActivationBytes = request.LargestPeak is null ? null : least.Peak(request.Timeline),
        };
        (long parameters, long? flops) = least.AtAnyError();
        return new LayerPlan(decisions, report) { Reach = new AllocationReach(allocation.IsProvenInfeasible, parameters, flops) };
    }

    private IReadOnlyList<LayerCandidate>[] FindCandidates()
    {
        IReadOnlyList<LayerCandidate>[] candidates = new IReadOnlyList<LayerCandidate>[_layers.Count];
        int done = 0;
        // One thread a session and sessions side by side: faster for small networks, and the same sums whatever the number of threads.
        using InferenceSession? original = _statistics is null ? null : NetworkVerifier.Load(_statistics.Model, threads: 1);
        // Wide layers take longest: begin with them, so that the last one to finish is a short one.
        int[] order = [.. Enumerable.Range(0, _layers.Count).OrderByDescending(index => _layers[index].Kernel.Length)];
        BoundedWork.For(order.Length, place =>
        {
            int index = order[place];
            LayerMoments? moments = _statistics?.Moments[index];
            FittingTarget? target = LayerTarget.Of(_layers[index], moments);
            IReadOnlyList<LayerCandidate> found = CandidateSearch.Find(
                _layers[index], target, _settings.LargestError, _settings.RankMultiple, _cancellation);
            candidates[index] = original is null || target is null || moments is null
                ? found
                : SensitivityProbe.Apply(original, _statistics!, _layers[index], target, moments, found, _cancellation);
            _progress?.Report(new CompressionProgress(CompressionPhase.Candidates, Interlocked.Increment(ref done), _layers.Count));
        }, _cancellation);
        return candidates;
    }

    private LayerDecision[] Fit(LayerCandidate[] chosen, bool[] hasChoice)
    {
        // How many layers there are to fit is not known yet.
        ReportFit(0, 1);
        LayerDecision?[] fitted = _statistics is null
            ? FitAlone(chosen)
            : SequentialFit.Run(_layers, _statistics, chosen, _settings.Seed, ReportFit, _cancellation);
        return
        [
            .. fitted.Select((decision, index) =>
                decision ?? LayerDecision.Dense(_layers[index], _layers[index].DenseReason ?? (hasChoice[index] ? Unneeded : NoGain))),
        ];
    }

    // Each layer by itself: without data there is nothing that layers could make up for.
    private LayerDecision?[] FitAlone(LayerCandidate[] chosen)
    {
        LayerDecision?[] decisions = new LayerDecision?[_layers.Count];
        int done = 0;
        BoundedWork.For(_layers.Count, index =>
        {
            if (chosen[index].Recipe is { } recipe)
            {
                FittingTarget target = LayerTarget.Of(_layers[index], moments: null)!;
                (FactorizedKernel factors, double error) = recipe.Fit(target, target, _cancellation);
                decisions[index] = new LayerDecision(_layers[index], factors, Math.Sqrt(error), null);
            }

            ReportFit(Interlocked.Increment(ref done), _layers.Count);
        }, _cancellation);
        return decisions;
    }

    private void ReportFit(int done, int total) => _progress?.Report(new CompressionProgress(CompressionPhase.Fit, done, total));

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
