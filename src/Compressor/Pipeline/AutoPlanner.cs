using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.Normalization;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Rewriting;
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
    private readonly IReadOnlyList<AssumedInput> _assumed;
    private readonly PlannerSettings _settings;
    private readonly IProgress<CompressionProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly bool[] _shiftsBias;

    private AutoPlanner(
        IReadOnlyList<NetworkLayer> layers, CalibrationStatistics? statistics, IReadOnlyList<AssumedInput> assumed, PlannerSettings settings,
        IProgress<CompressionProgress>? progress, CancellationToken cancellation)
    {
        _layers = layers;
        _statistics = statistics;
        _assumed = assumed;
        _settings = settings;
        _progress = progress;
        _cancellation = cancellation;
        // Also layers whose moments are too large to gather are fitted in their turn.
        _shiftsBias = [.. layers.Select(layer => statistics is not null && layer.Shape is not null && ConvolutionRewriter.CanShiftBias(statistics.Model.Graph, layer.Weight))];
    }

    /// <summary>Decides for all layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="request">What the network has to meet; where nothing but the error of a layer is limited, each layer gets the fewest parameters.</param>
    /// <param name="statistics">What calibration data says of the layers; null without such.</param>
    /// <param name="assumed">For each layer what is assumed of its inputs where there is no such data.</param>
    /// <param name="settings">What bounds the choice besides the limits.</param>
    /// <param name="progress">Hears of each layer.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static LayerPlan Plan(
        IReadOnlyList<NetworkLayer> layers, BudgetRequest request, CalibrationStatistics? statistics, IReadOnlyList<AssumedInput> assumed,
        PlannerSettings settings, IProgress<CompressionProgress>? progress, CancellationToken cancellation) =>
        new AutoPlanner(layers, statistics, assumed, settings, progress, cancellation).Plan(request);

    private LayerPlan Plan(BudgetRequest request)
    {
        IReadOnlyList<LayerCandidate>[] candidates = FindCandidates(request);
        _progress?.Report(new CompressionProgress(CompressionPhase.Allocate, 0, 1));
        // The fewest parameters are wanted where an error bounds what they lose. Where none does, nothing that can be counted is limited at all (a share of a figure
        // that is not known is not, nor are outputs), and no layer has to lose anything.
        (RankAllocation? allocation, long? leastBytes) = request.IsUnlimited && _settings.BoundsError
            ? (null, null)
            : new ObjectiveAllocation(_layers, request, _settings.Objective, ShiftsBias, _cancellation).Choose(candidates);
        _cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<int> choices = allocation?.Choices ?? [.. candidates.Select(Smallest)];
        LayerCandidate[] chosen = [.. choices.Select((choice, index) => candidates[index][choice])];
        LayerDecision[] decisions = Fit(chosen, [.. candidates.Select(found => found.Count > 1)]);
        return allocation is null ? new LayerPlan(decisions, null) : Judge(candidates, decisions, request, allocation, leastBytes);
    }

    // From the first factorized layer on calibration data fits all layers, and their biases with them; without it each layer is by itself.
    private bool ShiftsBias(int layer, LayerCandidate[] chosen) => _statistics is not null
        ? _shiftsBias[layer] && chosen.Take(layer + 1).Any(candidate => !candidate.IsDense)
        : !chosen[layer].IsDense && _assumed[layer].MeanPatch is not null;

    private LayerPlan Judge(
        IReadOnlyList<LayerCandidate>[] candidates, LayerDecision[] decisions, BudgetRequest request, RankAllocation allocation, long? leastBytes)
    {
        LeastUse least = new(_layers, candidates, request.Cost);
        AllocationReport report = new(allocation.Loss, allocation.LossBound)
        {
            Steering = _statistics is not null ? SteeringKinds.Images
                : _assumed.Any(input => input.ChannelMoment is not null) ? SteeringKinds.Normalization
                : SteeringKinds.Kernels,
            Objective = _settings.Objective.ToString().ToLowerInvariant(),
            LeastNanoseconds = request.Times is { } times ? least.Nanoseconds(times) : null,
            LeastParameters = least.Parameters(),
            LeastFlops = least.Flops(),
            LeastModelBytes = leastBytes,
            LeastPeakActivationBytes = request.LargestPeak is null ? null : least.Peak(request.Timeline),
        };
        (long parameters, long? flops) = least.AtAnyError();
        return new LayerPlan(decisions, report) { Reach = new AllocationReach(allocation.IsProvenInfeasible, parameters, flops) };
    }

    private IReadOnlyList<LayerCandidate>[] FindCandidates(BudgetRequest request)
    {
        bool weighs = request.WeighsTimes(_settings.Objective);
        // Where the profile tells which widths are fast, no multiple has to.
        int rankMultiple = weighs && _settings.Objective == CompressionObjective.Latency ? 1 : _settings.RankMultiple;
        IReadOnlyList<LayerCandidate>[] candidates = new IReadOnlyList<LayerCandidate>[_layers.Count];
        int done = 0;
        // One thread a session and sessions side by side: faster for small networks, and the same sums whatever the number of threads.
        using InferenceSession? original = _statistics is null ? null : NetworkVerifier.Load(_statistics.Telling, threads: 1);
        using ProbeRoom? room = _statistics is null ? null : ProbeRoom.For(_statistics.Telling);
        // Wide layers take longest: begin with them, so that the last one to finish is a short one.
        int[] order = [.. Enumerable.Range(0, _layers.Count).OrderByDescending(index => _layers[index].Kernel.Length)];
        BoundedWork.For(order.Length, place =>
        {
            int index = order[place];
            LayerMoments? moments = _statistics?.Moments[index];
            FittingTarget? target = _statistics is null ? LayerTarget.Of(_layers[index], _assumed[index]) : LayerTarget.Of(_layers[index], moments, _statistics.Effects[index]);
            CandidateTimes times = request.Times is { } known
                ? new CandidateTimes(known.Layers[index], request.IsTimeMeasured, weighs, known.Machine.Model.ChannelBlock)
                : CandidateTimes.None;
            IReadOnlyList<LayerCandidate> found = CandidateSearch.Find(
                _layers[index], target, _settings.LargestError, rankMultiple, times, _cancellation);
            candidates[index] = original is null || room is null || target is null || moments is null
                ? found
                : SensitivityProbe.Apply(original, _statistics!, _layers[index], target, moments, found, room, _cancellation);
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
            .. fitted.Select((decision, index) => decision is { Factors: { } factors } factorized ? factorized with { Factors = factors.WithEvenScales() } :
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
                FittingTarget target = LayerTarget.Of(_layers[index], _assumed[index])!;
                (FactorizedKernel factors, double error) = recipe.Fit(target, target, _cancellation);
                decisions[index] = new LayerDecision(_layers[index], factors, Math.Sqrt(error), null)
                {
                    BiasShift = _assumed[index].MeanPatch is { } mean ? MeanShift.Of(_layers[index], factors, mean) : null,
                };
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
