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
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Verification;
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

    // From so many bytes on it is worth some milliseconds to be rid of what is no longer needed.
    private const long LargeHeap = 1L << 30;

    private readonly OnnxModel _source;
    private readonly CompressionOptions _options;
    private readonly int _threads;
    private readonly IPairedMeasurement? _measurement;
    private readonly MachineTimes? _machine;
    private readonly CompressionObjective _objective;
    private readonly ResultStamp _stamp;
    private readonly IProgress<CompressionProgress>? _progress;
    private readonly CancellationToken _cancellation;

    private ModelCompressor(
        OnnxModel source, CompressionOptions options, IProgress<CompressionProgress>? progress, IPairedMeasurement? measurement, CancellationToken cancellation)
    {
        _source = source;
        _options = options;
        _threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        _measurement = measurement;
        _machine = options.Machine ?? MachineTimes.For(options.Budget, options.Profile);
        _objective = options.Objective ?? (_machine is { IsMeasured: true } ? CompressionObjective.Latency : CompressionObjective.Size);
        _stamp = new ResultStamp(source, options, _objective, _machine, GuaranteeThreads);
        _progress = progress;
        _cancellation = cancellation;
    }

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
            ModelCompressor compressor = new(source, options, progress, measurement, cancellation);
            compressor.RequireMeasuredTimes();
            return BoundedWork.Run(compressor._threads, compressor.Run);
        }
        catch (RsdtrException exception) when (source.SourcePath is not null && exception.Diagnostic.File is null)
        {
            throw exception.WithFile(source.SourcePath);
        }
    }

    private string SourceName => _source.SourcePath ?? "model.onnx";

    private CompressionResult Run()
    {
        Report(CompressionPhase.Load, 0, 1);
        ModelCost cost = ModelCost.Measure(_source, cancellationToken: _cancellation);
        CostFigures before = CostFigures.Of(cost);
        ResolvedLimits limits = new(_options.Budget, before);
        RequireKnownFigures(cost, limits);
        CanonicalModel canonical = Canonicalizer.Run(_source);
        using InferenceSession original = LoadOriginal(canonical, out bool runsAsItIs);
        if (runsAsItIs && _options.RelativeError is null && BudgetGate.IsInside(before, limits) && IsFastEnough(canonical.Model, limits))
        {
            return PassThrough(before, limits);
        }

        // Data that cannot be used fails here, before the long work.
        NetworkInputs inputs = _options.Calibration is { } path
            ? NetworkInputs.FromData(original, path, _options.CalibrationOptions, _threads, _cancellation, Listener(CompressionPhase.Load))
            : NetworkInputs.Synthetic(original, SyntheticInputs, _options.Seed);
        CompressionTraining.RequireData(_options);
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
        CalibrationStatistics? statistics = steers
            ? CalibrationStatistics.Gather(canonical.Model, layers, steering, _options.Seed, (done, total) => Report(CompressionPhase.Calibrate, done, total), _cancellation)
            : null;
        IReadOnlyList<AssumedInput> assumed = AssumedInputs.Find(canonical, layers, shapes);
        NetworkAssembly assembly = new(canonical.Model, model => _stamp.PutForSize(model.Proto, before));
        NetworkTimes? times = _machine is null ? null : NetworkTimes.Of(canonical.Model, shapes, layers, _machine);
        BudgetRequest request = Request(ModelCost.Measure(canonical.Model, shapes), timeline, times, layers, assembly, limits);
        LayerPlan plan = Plan(layers, request, statistics, assumed);
        GuaranteedPlan? guaranteed = HoldAgainstSpeed(canonical.Model, assembly, plan, request);
        return Finish(
            original, canonical, assembly, plan with { Decisions = guaranteed?.Decisions ?? plan.Decisions }, guaranteed, times, judging, before, limits);
    }

    private void RequireMeasuredTimes()
    {
        if (_options.Objective == CompressionObjective.Latency && _machine is not { IsMeasured: true })
        {
            throw new RsdtrException(
                ToolDiagnostics.WrongUsage, "The objective latency needs times measured on the board: give a profile with --profile, or name one in the budget file.");
        }
    }

    private bool IsFastEnough(OnnxModel model, ResolvedLimits limits) => _machine is null || limits.Budget.Limits.LatencyMs is null
        || PredictedLatencyGate.IsInside(limits, 1000 * NetworkLatency.Predict(model, _machine.Model, cancellationToken: _cancellation).Milliseconds);

    // A model that ONNX Runtime refuses fails here, before the long work. It refuses files of the first format versions, whose
    // canonical form computes the same.
    private InferenceSession LoadOriginal(CanonicalModel canonical, out bool runsAsItIs)
    {
        try
        {
            InferenceSession session = NetworkVerifier.Load(_source, _threads);
            runsAsItIs = true;
            return session;
        }
        catch (RsdtrException exception) when (exception.Diagnostic.Descriptor == ModelDiagnostics.RejectedByRuntime && canonical.Changes.Count > 0)
        {
            runsAsItIs = false;
            return NetworkVerifier.Load(canonical.Model, _threads);
        }
    }

    private LayerPlan Plan(
        IReadOnlyList<NetworkLayer> layers, BudgetRequest request, CalibrationStatistics? statistics, IReadOnlyList<AssumedInput> assumed)
    {
        Report(CompressionPhase.Candidates, 0, layers.Count);
        if (_options.Method == CompressionMethod.Auto)
        {
            PlannerSettings settings = new(_options.RelativeError ?? 1, _options.Budget.RankMultiple, _options.Seed, _objective);
            return AutoPlanner.Plan(layers, request, statistics, assumed, settings, _progress, _cancellation);
        }

        LayerPlan published = _options.RelativeError is { } error
            ? PaperPlanner.Plan(layers, error, Listener(CompressionPhase.Candidates), _cancellation)
            : PaperPlanner.Smallest(layers, plan => Meets(plan.Decisions, request), Listener(CompressionPhase.Candidates), _cancellation);
        return ChoosesByTime && request.Times is { } times
            ? published with { Decisions = FastestPlans.Choose(published.Decisions, times, decisions => Meets(decisions, request)) }
            : published;
    }

    private GuaranteedPlan? HoldAgainstSpeed(OnnxModel canonical, NetworkAssembly assembly, LayerPlan plan, BudgetRequest request)
    {
        if (GuaranteeThreads is not { } threads)
        {
            return null;
        }

        Report(CompressionPhase.Measure, 0, 1);
        SpeedRequest speed = new()
        {
            Original = canonical,
            Assembly = assembly,
            Measurement = _measurement ?? new OnnxPairedMeasurement(threads, _options.Seed),
            Allows = decisions => Meets(decisions, request),
            Threads = threads,
            Time = _options.SpeedGuaranteeTime,
            Progress = Listener(CompressionPhase.Measure),
        };
        return SpeedCheck.Run(speed, plan.Decisions, _cancellation);
    }

    // The published method makes no choices for time unless it is told to.
    private bool ChoosesByTime => _objective == CompressionObjective.Latency && _machine is { IsMeasured: true }
        && (_options.Method == CompressionMethod.Auto || _options.Objective == CompressionObjective.Latency);

    // Asked for, or because choices were made for the times of this very machine.
    private int? GuaranteeThreads => _options.SpeedGuaranteeThreads
        ?? (ChoosesByTime && _machine is { IsThisMachine: true } ? _machine.Model.Threads : null);

    private void Report(CompressionPhase phase, int done, int total) => _progress?.Report(new CompressionProgress(phase, done, total));

    private Action<int, int>? Listener(CompressionPhase phase) => _progress is null ? null : (done, total) => Report(phase, done, total);

    private bool Meets(IReadOnlyList<LayerDecision> decisions, BudgetRequest request) =>
        request.Limits.Allow(
            decisions.Sum(decision => decision.Factors?.Parameters ?? decision.Layer.Parameters), decisions.Sum(decision => decision.Macs ?? 0),
            request.IsTimeMeasured ? (long)(1000 * decisions.Select((decision, layer) => request.Times!.Of(layer, decision.Factors) ?? 0).Sum()) : 0)
        && !decisions.Any(decision => decision.Layer.Peak(decision.Factors?.InnerValues ?? []) > request.LargestPeak)
        && (request.File is not { } file || file.Assembly.Measure(decisions, _cancellation).Bytes <= file.MostBytes);

    // What the convolution kernels may use: the limits less what the rest of the network uses.
    private static BudgetRequest Request(
        ModelCost cost, ActivationTimeline? timeline, NetworkTimes? times, IReadOnlyList<NetworkLayer> layers, NetworkAssembly assembly, ResolvedLimits limits)
    {
        long? parameters = limits[LimitKind.Parameters] - (cost.Parameters - layers.Sum(layer => layer.Parameters));
        long? macs = limits[LimitKind.Flops] / 2 - (cost.Macs - layers.Sum(layer => layer.Macs ?? 0));
        return new BudgetRequest(
            new AllocationLimits(parameters, macs, limits.Budget.Limits.LatencyMs is { } latency ? times?.LayerNanoseconds(latency.Limit) : null),
            limits[LimitKind.ModelBytes] is { } bytes ? new FileBudget(bytes, assembly) : null,
            limits[LimitKind.PeakActivationBytes],
            cost,
            timeline,
            times);
    }

    private CompressionResult Finish(
        InferenceSession original, CanonicalModel canonical, NetworkAssembly assembly, LayerPlan plan, GuaranteedPlan? guaranteed, NetworkTimes? times,
        NetworkInputs inputs, CostFigures before, ResolvedLimits limits)
    {
        LeaveRoom();
        // What was measured is what is written.
        OnnxModel rewritten = guaranteed?.Model ?? assembly.Rewrite(plan.Decisions, _cancellation);
        OnnxModel reconstructed = assembly.Reconstruct(plan.Decisions, _cancellation);
        LeaveRoom();
        _stamp.Put(rewritten.Proto, before);
        using InferenceSession fitted = NetworkVerifier.Load(rewritten, _threads);
        NetworkVerifier.Verify(original, fitted, reconstructed, _options.Seed, _threads, _cancellation);
        CostFigures after = CostFigures.Of(ModelCost.Measure(rewritten, cancellationToken: _cancellation));
        FineTuningResult? training = BudgetGate.IsInside(after, limits) ? CompressionTraining.Run(rewritten, canonical.Model, _options, Listener(CompressionPhase.FineTune), _cancellation) : null;
        rewritten = training?.Model ?? rewritten;
        using InferenceSession? trained = training?.Model is null ? null : NetworkVerifier.Load(rewritten, _threads);
        Report(CompressionPhase.Verify, 0, 1);
        Receipt receipt = NetworkComparison.Run(original, trained ?? fitted, inputs, _cancellation, Listener(CompressionPhase.Verify)).ToReceipt(inputs);
        ResultStamp.PutFigures(rewritten.Proto, after, receipt);
        if (training?.Model is null)
        {
            SelfTestStamp.Put(rewritten.Proto); // Fine-tuning has put its own.
        }

        // The stamp is part of the file.
        after = after with { Bytes = SerializedSize.TryMeasure(rewritten.Proto) ?? throw OnnxModelFile.TooLarge("The compressed model has more than 2 GiB", null) };
        BreachAdvice advice = new(limits, plan.Allocation, plan.Reach, _options.Method, _options.RelativeError);
        LatencyReport? latency = times is null ? null : ReportSections.Latency(times, plan.Decisions);
        Diagnostic? slow = PredictedLatencyGate.Check(
            latency is null ? null : new PredictedLatency(latency.AfterMs, latency.Source, latency.IsEstimate, latency.IsNetworkTimed), _machine is { IsMeasured: true }, plan.Allocation?.LeastNanoseconds, limits, SourceName);
        IReadOnlyList<Diagnostic> diagnostics =
        [
            .. BudgetGate.Check(after, receipt, limits, SourceName, advice),
            .. slow is null ? (Diagnostic[])[] : [slow],
            .. SpeedWarning.Of(guaranteed?.Report, SourceName),
            .. training?.Model is not null && CompressionTraining.Check(_options, SourceName) is { } judges ? (Diagnostic[])[judges] : [],
        ];
        bool met = !diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        CompressionReport report = Report(before, after, limits, met ? Verdict.Met : Verdict.NotMet) with
        {
            Layers = [.. plan.Decisions.Select((decision, index) => ReportSections.Layer(decision, times?.Of(index, null), times?.Of(index, decision.Factors)))],
            Allocation = plan.Allocation is { } allocation ? allocation with { Latency = latency } : null,
            Canonicalization = canonical.Changes,
            Receipt = receipt,
            Guarantee = guaranteed?.Report,
            FineTuning = training?.Report,
        };
        return new CompressionResult(met || _options.AllowUnmet ? rewritten : null, report, diagnostics);
    }

    // Three networks are about to be in memory of ONNX Runtime's, which the collector does not see, and of wide layers the search and each change of
    // their kernels have left gigabytes.
    private static void LeaveRoom()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > LargeHeap)
        {
            GC.Collect();
        }
    }

    private CompressionResult PassThrough(CostFigures before, ResolvedLimits limits)
    {
        CompressionReport report = Report(before, before, limits, Verdict.PassedThrough);
        return new CompressionResult(_source, report, []);
    }

    private CompressionReport Report(CostFigures before, CostFigures after, ResolvedLimits limits, Verdict verdict) => new()
    {
        Source = new SourceReport(Path.GetFileName(SourceName), _source.SourceHash),
        Tool = new ToolReport("rsdtr", ModelStamp.Version, OnnxRuntime.Current.Version, _stamp.Method, _stamp.Options),
        Budget = HasLimits(limits) ? limits.ToReport() : null,
        Before = before,
        After = after,
        Layers = [],
        Canonicalization = [],
        Verdict = verdict,
    };

    private static bool HasLimits(ResolvedLimits limits) => Enum.GetValues<LimitKind>().Any(limits.Budget.Limits.Has);

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
