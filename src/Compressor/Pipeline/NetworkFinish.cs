using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>The end of a compression: rewrite, verify in ONNX Runtime, train where that is asked for, judge, report.</summary>
/// <param name="run">What all steps share.</param>
/// <param name="limits">The limits as they apply to the model.</param>
/// <param name="before">The original's figures.</param>
internal sealed class NetworkFinish(CompressionRun run, ResolvedLimits limits, CostFigures before)
{
    // From so many bytes on it is worth some milliseconds to be rid of what is no longer needed.
    private const long LargeHeap = 1L << 30;

    /// <summary>The original itself, which is inside the budget. Its outputs are what they were, and its figures were held against the limits; a limit on time may not have been.</summary>
    /// <param name="latency">The time that is predicted of it; null where none is.</param>
    public CompressionResult PassThrough(PredictedLatency? latency)
    {
        Diagnostic? slow = PredictedLatencyGate.Check(latency, run.Machine is { IsMeasured: true }, least: null, limits, run.SourceName);
        return new(
            run.Source, Report(before, Verdict.PassedThrough),
            [.. slow is null ? (Diagnostic[])[] : [slow], .. limits.Budget.Limits.LatencyMs is null ? [] : ProfileDoubts.Of(run.Machine, limitsTime: true)]);
    }

    /// <summary>Makes the result of the layers that were chosen and fitted.</summary>
    /// <param name="original">The original in ONNX Runtime.</param>
    /// <param name="canonical">The canonical form that the layers are of.</param>
    /// <param name="assembly">Puts layers into it.</param>
    /// <param name="plan">The layers.</param>
    /// <param name="guaranteed">What became of them in front of the original's speed; null where it was not measured.</param>
    /// <param name="times">What is predicted of the board; null for nothing.</param>
    /// <param name="inputs">What judges.</param>
    /// <param name="judgesSteered">Whether the same images steered the choice, because they were too few to part.</param>
    /// <exception cref="RsdtrException">ONNX Runtime computes something else than the layers say, or training failed.</exception>
    public CompressionResult Finish(
        InferenceSession original, CanonicalModel canonical, NetworkAssembly assembly, LayerPlan plan, GuaranteedPlan? guaranteed, NetworkTimes? times, NetworkInputs inputs, bool judgesSteered)
    {
        LeaveRoom();
        // What was measured is what is written.
        OnnxModel rewritten = guaranteed?.Model ?? assembly.Rewrite(plan.Decisions, run.Cancellation);
        OnnxModel reconstructed = assembly.Reconstruct(plan.Decisions, run.Cancellation);
        LeaveRoom();
        run.Stamp.Put(rewritten.Proto, before);
        using InferenceSession fitted = NetworkVerifier.Load(rewritten, run.Threads);
        OptionalInputs.RequireSame(run.Source, rewritten);
        NetworkVerifier.Verify(original, rewritten, fitted, reconstructed, inputs, run.Options.Seed, run.Threads, run.Cancellation);
        CostFigures after = CostFigures.Of(ModelCost.Measure(rewritten, cancellationToken: run.Cancellation));
        FineTuningResult? training = BudgetGate.IsInside(after, limits) ? CompressionTraining.Run(rewritten, canonical.Model, run.Options, run.Listener(CompressionPhase.FineTune), run.Cancellation) : null;
        using InferenceSession? trained = training?.Model is { } tuned ? NetworkVerifier.Load(tuned, run.Threads) : null;
        run.Report(CompressionPhase.Verify, 0, 1);
        Receipt receipt = Compare(original, trained ?? fitted, inputs);
        IReadOnlyList<Diagnostic> notTaken = [];
        if (trained is not null && BudgetGate.OutputBreaches(receipt, limits).Count > 0)
        {
            Receipt untrained = Compare(original, fitted, inputs);
            notTaken = TrainingGate.Check(receipt, untrained, limits, run.SourceName);
            (training, receipt) = notTaken.Count > 0 ? (CompressionTraining.NotTaken(training!), untrained) : (training, receipt);
        }

        rewritten = training?.Model ?? rewritten;
        ResultStamp.PutFigures(rewritten.Proto, after, receipt);
        if (training?.Model is null)
        {
            SelfTestStamp.Put(rewritten.Proto); // Fine-tuning has put its own.
        }

        // The stamp is part of the file.
        after = after with { Bytes = SerializedSize.TryMeasure(rewritten.Proto) ?? throw OnnxModelFile.TooLarge("The compressed model has more than 2 GiB", null) };
        AllocationReport? allocation = Corrected(plan.Allocation, after.Bytes);
        BreachAdvice advice = new(limits, allocation, plan.Reach, run.Options.Method, run.Options.RelativeError, times is { Machine.HoldsLimits: true });
        LatencyReport? latency = times is null ? null : ReportSections.Latency(times, plan.Decisions);
        Diagnostic? slow = PredictedLatencyGate.Check(
            latency is null ? null : PredictedLatency.Of(latency.AfterMs, run.Machine!, latency.IsNetworkTimed), run.Machine is { IsMeasured: true }, plan.Allocation?.LeastNanoseconds,
            limits, run.SourceName, guaranteed?.Refuted);
        IReadOnlyList<Diagnostic> diagnostics =
        [
            .. BudgetGate.Check(after, receipt, limits, run.SourceName, advice),
            .. judgesSteered ? BudgetGate.CheckJudges(receipt, limits, run.SourceName) : [],
            .. slow is null ? (Diagnostic[])[] : [slow],
            .. Doubts(),
            .. SpeedWarning.Of(guaranteed, limits, run.SourceName),
            .. notTaken,
            .. training?.Model is not null && CompressionTraining.Check(run.Options, run.SourceName) is { } judges ? (Diagnostic[])[judges] : [],
        ];
        bool met = !diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        CompressionReport report = Report(after, met ? Verdict.Met : Verdict.NotMet) with
        {
            Layers = [.. plan.Decisions.Select((decision, index) => ReportSections.Layer(decision, times?.Of(index, null), times?.Of(index, decision.Factors)))],
            Allocation = allocation is null ? null : allocation with { Latency = latency },
            Canonicalization = canonical.Changes,
            Receipt = receipt,
            Guarantee = guaranteed?.Report,
            FineTuning = training?.Report,
        };
        return new CompressionResult(met || run.Options.AllowUnmet ? rewritten : null, report, diagnostics);
    }

    // The search measures files with the longest stamp that there can be, and the file that was made may be smaller than the least it found.
    private AllocationReport? Corrected(AllocationReport? allocation, long bytes) => allocation is { LeastModelBytes: { } least }
        ? allocation with { LeastModelBytes = bytes <= limits[LimitKind.ModelBytes] ? null : Math.Min(least, bytes) }
        : allocation;

    private Receipt Compare(InferenceSession original, InferenceSession network, NetworkInputs inputs) =>
        NetworkComparison.Run(original, network, inputs, run.Cancellation, run.Listener(CompressionPhase.Verify)).ToReceipt(inputs);

    // Times that neither chose nor limit anything are no matter.
    private IEnumerable<Diagnostic> Doubts()
    {
        bool limitsTime = limits.Budget.Limits.LatencyMs is not null;
        return limitsTime || run.ChoosesByTime ? ProfileDoubts.Of(run.Machine, limitsTime) : [];
    }

    // Three networks, and five where they decide on their way, are about to be in memory of ONNX Runtime's, which the collector does not see, and of wide layers the search and each change of
    // their kernels have left gigabytes.
    private static void LeaveRoom()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > LargeHeap)
        {
            GC.Collect();
        }
    }

    private CompressionReport Report(CostFigures after, Verdict verdict) => new()
    {
        Source = new SourceReport(Path.GetFileName(run.SourceName), run.Source.SourceHash),
        Tool = new ToolReport("rsdtr", ModelStamp.Version, OnnxRuntime.Current.Version, run.Stamp.Method, run.Stamp.Options),
        Budget = HasLimits ? limits.ToReport() : null,
        Before = before,
        After = after,
        Layers = [],
        Canonicalization = [],
        Verdict = verdict,
    };

    private bool HasLimits => Enum.GetValues<LimitKind>().Any(limits.Budget.Limits.Has);
}
