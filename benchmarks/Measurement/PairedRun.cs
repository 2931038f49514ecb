using System.Collections.Immutable;
using System.Diagnostics;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Benchmarks.Measurement;

/// <summary>
/// Measures models in turns in one process: a block of runs of each, again and again. Ratios are taken within a round,
/// because clocks and loads drift from one round to the next, and every second round goes backwards, because they drift within one, too (as
/// <see cref="LatencyBenchmark.Compare"/> does for two).
/// </summary>
/// <param name="Subjects">The models, in the order that they were given.</param>
/// <param name="Throttled">Whether the firmware held the processor back meanwhile; null where it does not tell.</param>
/// <param name="VoidReasons">Why the figures must not be relied on; empty where nothing speaks against them.</param>
internal sealed record PairedRun(IReadOnlyList<PairedSubject> Subjects, bool? Throttled, ImmutableArray<string> VoidReasons)
{
    /// <summary>How often a measurement is made at most.</summary>
    public const int Attempts = 3;

    private const int Loads = 5;

    /// <summary>Runs a measurement.</summary>
    /// <param name="models">The ONNX files; the others are compared with the first.</param>
    /// <param name="options">How long and with what.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A model cannot be loaded or run.</exception>
    public static PairedRun Run(IReadOnlyList<string> models, LatencyBenchmarkOptions options)
    {
        options.Validate();
        options = options.BesideOthers();
        double[] loads = MeasureLoads(models, options.Model);
        List<BenchmarkSubject> subjects = [];
        try
        {
            foreach (string model in models)
            {
                subjects.Add(BenchmarkSubject.Load(model, options, isAlone: false, CancellationToken.None));
            }

            List<double[]> rounds = [];
            MeasurementConditions conditions = ConditionsRecorder.Around(new KernelTelemetry(), options.Threads, recorder =>
            {
                while (!subjects.All(subject => subject.IsDone))
                {
                    _ = recorder.ReadWhenDue(); // Each block begins with a run that does not count.
                    rounds.Add(Turns.Take(rounds.Count, subjects.Count, index => subjects[index].RunBlock(options.BlockLength, CancellationToken.None)));
                }
            });
            LatencyFigures[] figures = [.. subjects.Select(subject => subject.ToFigures(subject.Milliseconds))];
            return new PairedRun(
                [.. figures.Select((own, i) => new PairedSubject(
                    own, LatencyComparison.From(figures[0], rounds.Select(round => round[0] / round[i])), loads[i])
                {
                    Blocks = [.. rounds.Select(round => round[i])],
                })],
                conditions.Throttled,
                [.. Unsteady(figures), .. Runtime.Measurement.VoidReasons.Find(conditions, subjects[0].Milliseconds)]);
        }
        finally
        {
            subjects.ForEach(subject => subject.Dispose());
        }
    }

    /// <summary>Measures until nothing speaks against the figures, a few times at most. What the figures are does not bear on it.</summary>
    /// <param name="measure">Measures once.</param>
    /// <returns>The first measurement that is not void; the last one where all are.</returns>
    public static PairedRun UntilValid(Func<PairedRun> measure)
    {
        PairedRun run = measure();
        for (int attempt = 1; attempt < Attempts && run.VoidReasons.Length > 0; attempt++)
        {
            run = measure();
        }

        return run;
    }

    /// <summary>The models whose warm-up ended before their runs were steady.</summary>
    internal static IEnumerable<string> Unsteady(IEnumerable<LatencyFigures> subjects) => subjects.Where(subject => subject.WarmUpSteady == false)
        .Select(subject => $"the runs of {Path.GetFileName(subject.Model)} did not become steady in the time for the warm-up");

    // In turns, so that a drift falls on all; the first round, which fills the file cache, does not count.
    private static double[] MeasureLoads(IReadOnlyList<string> models, EdgeModelOptions options)
    {
        double[][] rounds = [.. Enumerable.Range(0, Loads + 1).Select(_ => models.Select(model => Load(model, options)).ToArray())];
        return [.. models.Select((_, i) => Percentiles.MedianInPlace(rounds.Skip(1).Select(round => round[i]).ToArray()))];
    }

    private static double Load(string model, EdgeModelOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        using EdgeModel loaded = EdgeModel.Load(model, options);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
