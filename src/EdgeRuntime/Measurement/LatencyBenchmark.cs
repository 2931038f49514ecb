using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// Measures latency as a single stream: one query at a time, the next when the last has returned, for both a least time and a
/// least count (the scheme of MLPerf Inference's single-stream scenario, Reddi et al., arXiv 1911.02549).
/// Two models are measured in turns, block by block in one process, because clocks and loads drift: their
/// ratio is taken between neighbouring blocks, and who comes first changes from one pair to the next.
/// </summary>
public static class LatencyBenchmark
{
    /// <summary>Measures one model.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="options">How long and with what; null: the defaults.</param>
    /// <param name="cancellationToken">Stops the measurement after the run in progress.</param>
    /// <exception cref="RsdtrException">The model cannot be loaded or run, or does not take the input.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LatencyReport Run(string modelPath, LatencyBenchmarkOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LatencyBenchmarkOptions();
        options.Validate();
        using BenchmarkSubject subject = BenchmarkSubject.Load(modelPath, options, isAlone: true, cancellationToken);
        MeasurementConditions conditions = ConditionsRecorder.Around(options.Telemetry ?? new KernelTelemetry(), options.Threads, recorder =>
        {
            while (!subject.IsDone)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (recorder.ReadWhenDue())
                {
                    _ = subject.RunUncounted();
                }

                subject.RunTimed();
            }
        }, mayWait: ExecutionProvider.AreElsewhere(subject.Providers));
        long? resident = ResidentMemory.ReadNow();
        LatencyReport report = Report(subject, conditions, options);
        return report with
        {
            SteadyResidentBytes = resident,
            // Behind each reading in between there was a run that does not count, and it took its time on processors like the others.
            ProcessorMsPerRun = conditions.ProcessorTime.TotalMilliseconds / (report.Count + conditions.During.Length),
            EnergyMillijoules = conditions.BoardWatts * report.MeanMs,
        };
    }

    /// <summary>Measures two models in turns.</summary>
    /// <param name="modelPath">The ONNX file of the model that the report is about.</param>
    /// <param name="againstPath">The ONNX file of the model that it is compared with.</param>
    /// <param name="options">How long and with what; null: the defaults.</param>
    /// <param name="cancellationToken">Stops the measurement after the run in progress.</param>
    /// <exception cref="RsdtrException">A model cannot be loaded or run, or does not take the input.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LatencyReport Compare(
        string modelPath, string againstPath, LatencyBenchmarkOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LatencyBenchmarkOptions();
        options.Validate();
        options = options.BesideOthers();
        using BenchmarkSubject subject = BenchmarkSubject.Load(modelPath, options, isAlone: true, cancellationToken);
        using BenchmarkSubject against = BenchmarkSubject.Load(againstPath, options, isAlone: false, cancellationToken);
        string hash = Sha256Of(againstPath);
        List<double> ratios = [];
        MeasurementConditions conditions = ConditionsRecorder.Around(options.Telemetry ?? new KernelTelemetry(), options.Threads, recorder =>
        {
            while (!subject.IsDone || !against.IsDone)
            {
                _ = recorder.ReadWhenDue(); // Each block begins with a run that does not count.
                double[] medians = Turns.Take(ratios.Count, 2, index => (index == 0 ? subject : against).RunBlock(options.BlockLength, cancellationToken));
                ratios.Add(medians[1] / medians[0]);
            }
        }, mayWait: ExecutionProvider.AreElsewhere([.. subject.Providers, .. against.Providers]));
        LatencyReport report = Report(subject, conditions, options);
        LatencyComparison comparison = LatencyComparison.From(against.ToFigures(against.Milliseconds), ratios) with
        {
            Provider = ExecutionProvider.BesidesProcessor(against.Providers),
            ProviderFallback = against.ProviderFallback,
            Sha256 = hash,
        };
        return report with { Against = comparison, VoidReasons = [.. report.VoidReasons, .. VoidReasons.FindInComparison(report, comparison)] };
    }

    private static LatencyReport Report(BenchmarkSubject subject, MeasurementConditions conditions, LatencyBenchmarkOptions options)
    {
        // What depends on the order of the runs comes first: the figures put them into another, in place, because a small board has no memory for copies of millions of runs.
        double[] milliseconds = subject.Milliseconds;
        ImmutableArray<double> blocks = Blocks.Medians(milliseconds);
        ImmutableArray<string> reasons = [.. Unsteady(subject), .. VoidReasons.Find(conditions, milliseconds)];
        return new LatencyReport(subject.ToFigures(milliseconds), conditions.Board, OnnxRuntime.Current.Version)
        {
            Threads = options.Model.Session.IntraOpThreads is > 0 and int threads ? threads : null,
            OnnxRuntimeBuild = OnnxRuntime.Current.BuildInfo,
            Provider = ExecutionProvider.BesidesProcessor(subject.Providers),
            ProviderFallback = subject.ProviderFallback,
            Conditions = conditions.ToReport(),
            Throttled = conditions.Throttled,
            SelfTest = subject.SelfTest,
            BlockMs = blocks,
            SortedMs = ImmutableCollectionsMarshal.AsImmutableArray(milliseconds),
            VoidReasons = reasons,
        };
    }

    private static string Sha256Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Sha256.HexOf(file);
    }

    private static IEnumerable<string> Unsteady(BenchmarkSubject subject) =>
        subject.WarmUpSteady == false ? ["the runs did not become steady in the time for the warm-up"] : [];
}
