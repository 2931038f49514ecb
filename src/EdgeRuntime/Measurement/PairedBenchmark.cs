using System.Diagnostics;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// Measures two models that are loaded already, in turns, block by block in one process, and says how many times faster the one is: as
/// <see cref="LatencyBenchmark.Compare"/> does with files, for models in memory and of any inputs.
/// </summary>
public static class PairedBenchmark
{
    private const int UsualPairs = 20;

    /// <summary>
    /// How a session is loaded that is measured beside another one. The waiting threads of a session spin after its run and would take
    /// processors from the other's: here they stop when a run ends, and spin within it as they usually do.
    /// </summary>
    /// <param name="threads">Threads of an operator, at least 1.</param>
    public static SessionOptions SessionOptions(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return new SessionOptions { IntraOpThreads = threads, SpinsBetweenRuns = false };
    }

    /// <summary>Measures.</summary>
    /// <param name="subject">One run of the model that the figures are about.</param>
    /// <param name="against">One run of the model that it is compared with.</param>
    /// <param name="options">How long; null: the defaults.</param>
    /// <param name="cancellationToken">Stops the measurement after the run in progress.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PairedLatency Compare(
        Action subject, Action against, PairedBenchmarkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(against);
        options ??= new PairedBenchmarkOptions();
        options.Validate();
        RunTimer first = new(subject), second = new(against);
        double expected = WarmUp(first, options.WarmUp, cancellationToken) + WarmUp(second, options.WarmUp, cancellationToken);
        int length = (int)Math.Clamp(options.MinimumTime.TotalMilliseconds / (UsualPairs * Math.Max(expected, 0.001)), 1, options.BlockLength);
        List<double> ratios = [];
        MeasurementConditions conditions = ConditionsRecorder.Around(options.Telemetry ?? new KernelTelemetry(), options.Threads, recorder =>
        {
            long start = Stopwatch.GetTimestamp();
            while (ratios.Count < options.MinimumPairs || Stopwatch.GetElapsedTime(start) < options.MinimumTime)
            {
                _ = recorder.ReadWhenDue(); // Each block begins with a run that does not count.
                double[] medians = Turns.Take(ratios.Count, 2, index => (index == 0 ? first : second).RunBlock(length, cancellationToken));
                ratios.Add(medians[1] / medians[0]);
            }
        }, options.Time);
        SpeedupQuartiles speedup = SpeedupQuartiles.Of(ratios);
        return new PairedLatency
        {
            Speedup = speedup.Median,
            SpeedupLow = speedup.Low,
            SpeedupHigh = speedup.High,
            Pairs = speedup.Pairs,
            SubjectMs = Percentiles.MedianInPlace(first.Milliseconds),
            AgainstMs = Percentiles.MedianInPlace(second.Milliseconds),
            VoidReasons = VoidReasons.Find(conditions, first.Milliseconds),
        };
    }

    // The milliseconds of the last run before those that count.
    private static double WarmUp(RunTimer timer, int runs, CancellationToken cancellationToken)
    {
        double last = 0;
        for (int run = 0; run < runs; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = timer.RunUncounted();
        }

        return last;
    }
}
