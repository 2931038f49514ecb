using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.Normalization;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Rewriting.Loading;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>
/// The whole way from a network to one that meets a budget: canonicalize, calibrate, find candidates for each layer, allocate, fit,
/// rewrite, verify in ONNX Runtime, judge.
/// </summary>
public sealed class ModelCompressor
{
    // Inputs of noise for the receipt where no images are given.
    private const int SyntheticInputs = 16;

    private readonly CompressionRun _run;
    private readonly CompressionOptions _options;
    private readonly IPairedMeasurement? _measurement;
    private readonly CancellationToken _cancellation;

    private ModelCompressor(CompressionRun run, IPairedMeasurement? measurement) =>
        (_run, _options, _measurement, _cancellation) = (run, run.Options, measurement, run.Cancellation);

    /// <summary>Compresses a model.</summary>
    /// <param name="source">The model; it stays as it is.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Hears of each step; may be called from several threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="RsdtrException">The model, the data or the options cannot be used; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The relative error is negative, 1 or more, or NaN; the speed is to be measured with fewer than one thread.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static CompressionResult Compress(
        OnnxModel source, CompressionOptions options, IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default) =>
        Compress(source, options, progress, measurement: null, cancellation);

    /// <summary>Compresses a model; the speed is measured by what is given, or on this machine.</summary>
    internal static CompressionResult Compress(
        OnnxModel source, CompressionOptions options, IProgress<CompressionProgress>? progress, IPairedMeasurement? measurement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (options.RelativeError is { } error && !(error >= 0 && error < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), error, "The relative error is 0 or more and below 1.");
        }

        if (options.SpeedGuaranteeThreads < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.SpeedGuaranteeThreads, "The speed is measured with one thread or more.");
        }

        try
        {
            CompressionRun run = new(source, options, progress, cancellation);
            ModelCompressor compressor = new(run, measurement);
            compressor.RequireMeasuredTimes();
            return BoundedWork.Run(run.Threads, compressor.Run);
        }
        catch (RsdtrException exception) when (source.SourcePath is not null && exception.Diagnostic.File is null)
        {
            throw exception.WithFile(source.SourcePath);
        }
    }

    private CompressionResult Run()
    {
        _run.Report(CompressionPhase.Load, 0, 1);
        ModelCost cost = ModelCost.Measure(_run.Source, cancellationToken: _cancellation);
        CostFigures before = CostFigures.Of(cost);
        ResolvedLimits limits = new(_options.Budget, before);
        RequireKnownFigures(cost, limits);
        NetworkFinish finish = new(_run, limits, before);
        CanonicalModel canonical = Canonicalizer.Run(_run.Source);
        // A model that ONNX Runtime refuses fails here, before the long work.
        using InferenceSession original = GivenNetwork.Load(_run.Source, _run.Threads, () => canonical, out bool runsAsItIs);
        if (runsAsItIs && _options.RelativeError is null && BudgetGate.IsInside(before, limits))
        {
            PredictedLatency? latency = PredictedLatencyGate.Predict(canonical.Model, limits.Budget.Limits.LatencyMs is null ? null : _run.Machine, _cancellation);
            if (PredictedLatencyGate.IsInside(limits, latency))
            {
                return finish.PassThrough(latency);
            }
        }

        // Data that cannot be used fails here, before the long work.
        NetworkInputs inputs = _options.Calibration is { } path
            ? NetworkInputs.FromData(original, path, _options.CalibrationOptions, _run.Threads, _cancellation, _run.Listener(CompressionPhase.Load))
            : NetworkInputs.Synthetic(original, SyntheticInputs, _options.Seed);
        CompressionTraining.Require(_options, canonical.Model, original);
        ShapeTable shapes = ShapeInference.Infer(canonical.Model, new ShapeInferenceOptions { OpenBatch = 1 }, _cancellation);
        IReadOnlyList<NetworkLayer> layers = LayerFinder.Find(canonical.Model, shapes);
        ActivationTimeline? timeline = ActivationTimeline.Of(canonical.Model.Graph, shapes).Timeline;
        if (limits[LimitKind.PeakActivationBytes] is { } peak && timeline is not null)
        {
            layers = PeakLimit.Put(layers, timeline, peak);
        }

        // The paper's method takes nothing from the data, so all of it may judge.
        bool steers = _options.Method == CompressionMethod.Auto && inputs.Images is not null;
        (NetworkInputs steering, NetworkInputs judging) = steers ? inputs.Split(_options.Seed) : (inputs, inputs);
        bool judgesSteered = steers && ReferenceEquals(steering, judging);
        CalibrationStatistics? statistics = steers
            ? CalibrationStatistics.Gather(canonical.Model, layers, steering, _options.Seed, (done, total) => _run.Report(CompressionPhase.Calibrate, done, total), _cancellation)
            : null;
        IReadOnlyList<AssumedInput> assumed = AssumedInputs.Find(canonical, layers, shapes);
        NetworkAssembly assembly = new(LoadForm.Of(canonical.Model), model => _run.Stamp.PutForSize(model.Proto, before));
        NetworkTimes? times = _run.Machine is null ? null : NetworkTimes.Of(canonical.Model, shapes, layers, _run.Machine);
        BudgetRequest request = Request(ModelCost.Measure(canonical.Model, shapes), timeline, times, layers, assembly, limits);
        LayerPlan plan = Plan(layers, request, statistics, assumed);
        GuaranteedPlan? guaranteed = HoldAgainstSpeed(canonical.Model, assembly, plan, request, inputs.ImageShape);
        return finish.Finish(original, canonical, assembly, plan with { Decisions = guaranteed?.Decisions ?? plan.Decisions }, guaranteed, times, judging, judgesSteered);
    }

    private void RequireMeasuredTimes()
    {
        if (_options.Objective == CompressionObjective.Latency && _run.Machine is not { IsMeasured: true })
        {
            throw new RsdtrException(
                ToolDiagnostics.WrongUsage, "The objective latency needs times measured on the board: give a profile with --profile, or name one in the budget file.");
        }
    }

    private LayerPlan Plan(
        IReadOnlyList<NetworkLayer> layers, BudgetRequest request, CalibrationStatistics? statistics, IReadOnlyList<AssumedInput> assumed)
    {
        _run.Report(CompressionPhase.Candidates, 0, layers.Count);
        if (_options.Method == CompressionMethod.Auto)
        {
            PlannerSettings settings = new(_options.RelativeError ?? 1, _options.Budget.RankMultiple, _options.Seed, _run.Objective);
            return AutoPlanner.Plan(layers, request, statistics, assumed, settings, _run.Progress, _cancellation);
        }

        LayerPlan published = _options.RelativeError is { } error
            ? PaperPlanner.Plan(layers, error, _run.Listener(CompressionPhase.Candidates), _cancellation)
            : SmallestError(layers, request);
        return _run.ChoosesByTime && request.Times is { } times
            ? published with { Decisions = FastestPlans.Choose(published.Decisions, times, decisions => Meets(decisions, request)) }
            : published;
    }

    // Of the published method. A limit on time that need not be met is followed where it can be.
    private LayerPlan SmallestError(IReadOnlyList<NetworkLayer> layers, BudgetRequest request)
    {
        bool followsTime = request.Times is not null && request.Limits.Nanoseconds is not null;
        LayerPlan found = Search(followsTime);
        return followsTime && !request.IsTimeHeld && Exceeded(found.Decisions, request, holdsTime: true) is not null ? Search(holdsTime: false) : found;

        LayerPlan Search(bool holdsTime) => PaperPlanner.Smallest(
            layers, plan => Exceeded(plan.Decisions, request, holdsTime) is null, _run.Listener(CompressionPhase.Candidates), _cancellation);
    }

    private GuaranteedPlan? HoldAgainstSpeed(OnnxModel canonical, NetworkAssembly assembly, LayerPlan plan, BudgetRequest request, SampleShape? images)
    {
        if (_run.GuaranteeThreads is not { } threads)
        {
            return null;
        }

        _run.Report(CompressionPhase.Measure, 0, 1);
        // Whatever is slower here than the original was predicted to be faster: of this machine with as many threads that prediction is refuted, and keeps no chain, unless
        // it was other programs that made it slower.
        bool isPredicted = _run.Machine is { IsThisMachine: true } machine && machine.Model.Threads == threads;
        SpeedRequest speed = new()
        {
            Original = canonical,
            Assembly = assembly,
            Measurement = _measurement ?? new OnnxPairedMeasurement(threads, _options.Seed, images),
            Forbids = (decisions, isVoid) => Exceeded(decisions, request, request.IsTimeHeld && (isVoid || !isPredicted)),
            Threads = threads,
            Time = _options.SpeedGuaranteeTime,
            Progress = _run.Listener(CompressionPhase.Measure),
        };
        GuaranteedPlan guaranteed = SpeedCheck.Run(speed, plan.Decisions, _cancellation);
        return !isPredicted || guaranteed.Report.FellBack.Count == 0
            ? guaranteed
            : guaranteed with { Refuted = new RefutedTime(guaranteed.Report.FellBack.Count, guaranteed.Report.After.Void ? null : guaranteed.Report.After.CompressedMs) };
    }

    private bool Meets(IReadOnlyList<LayerDecision> decisions, BudgetRequest request) => Exceeded(decisions, request, request.IsTimeHeld) is null;

    // The first limit that decisions exceed; null where they are within all.
    private LimitKind? Exceeded(IReadOnlyList<LayerDecision> decisions, BudgetRequest request, bool holdsTime) =>
        decisions.Sum(decision => decision.Factors?.Parameters ?? decision.Layer.Parameters) > request.Limits.Parameters ? LimitKind.Parameters
        : decisions.Sum(decision => decision.Macs ?? 0) > request.Limits.Macs ? LimitKind.Flops
        : holdsTime && (long)(1000 * decisions.Select((decision, layer) => request.Times!.Of(layer, decision.Factors) ?? 0).Sum()) > request.Limits.Nanoseconds ? LimitKind.LatencyMs
        : decisions.Any(decision => decision.Layer.Peak(decision.Factors?.InnerValues ?? []) > request.LargestPeak) ? LimitKind.PeakActivationBytes
        : request.File is { } file && file.Assembly.Measure(decisions, _cancellation).Bytes > file.MostBytes ? LimitKind.ModelBytes
        : null;

    // What the convolution kernels may use: the limits less what the rest of the network uses.
    private static BudgetRequest Request(
        ModelCost cost, ActivationTimeline? timeline, NetworkTimes? times, IReadOnlyList<NetworkLayer> layers, NetworkAssembly assembly, ResolvedLimits limits)
    {
        long? parameters = limits[LimitKind.Parameters] - (cost.Parameters - layers.Sum(layer => layer.Parameters));
        long? macs = ConvolutionCost.Macs(limits[LimitKind.Flops]) - (cost.Macs - layers.Sum(layer => layer.Macs ?? 0));
        return new BudgetRequest(
            new AllocationLimits(parameters, macs, limits.Budget.Limits.LatencyMs is { } latency ? times?.LayerNanoseconds(latency.Limit) : null),
            limits[LimitKind.ModelBytes] is { } bytes ? new FileBudget(bytes, assembly) : null,
            limits[LimitKind.PeakActivationBytes],
            cost,
            timeline,
            times);
    }

    private static void RequireKnownFigures(ModelCost cost, ResolvedLimits limits)
    {
        if (limits.LimitOf(LimitKind.Flops) is { } limit && cost.Flops is null)
        {
            string unknown = cost.Unknowns.Count > 0 ? cost.Unknowns[0] : "";
            throw new RsdtrException(
                ModelDiagnostics.UnknownShape,
                $"The limit of {limit} FLOPs needs the FLOPs of all layers. {unknown} Export the model with fixed input sizes, or remove the limit.");
        }
    }
}
