using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>What held during a measurement, from readings before and after it, and what of that voids the figures.</summary>
internal sealed class MeasurementConditions
{
    /// <summary>The drift of the median, from the first to the last quarter of the runs, that voids a measurement.</summary>
    public const double DriftLimit = 1.15;

    /// <summary>The least share of a processor that a single stream must have had: it never waits for anything else.</summary>
    public const double LeastProcessorShare = 0.9;

    /// <summary>The board after the measurement.</summary>
    public required BoardInfo Board { get; init; }

    /// <summary>The throttling word before the measurement; null where the firmware gives none.</summary>
    public ThrottlingState? ThrottlingBefore { get; init; }

    /// <summary>The process's time on processors, of all its threads.</summary>
    public TimeSpan ProcessorTime { get; init; }

    /// <summary>The time that passed.</summary>
    public TimeSpan ElapsedTime { get; init; }

    /// <summary>Whether the processor was held back at some time; null where the firmware does not tell.</summary>
    public bool? Throttled => Board.Throttling is { } after && ThrottlingBefore is { } before ? after.CausesSince(before).Any() : null;

    /// <summary>Runs a measurement between two readings.</summary>
    /// <param name="board">What reads the board.</param>
    /// <param name="measure">The measurement.</param>
    public static MeasurementConditions Around(BoardReader board, Action measure)
    {
        ThrottlingState? before = board.ReadThrottling();
        TimeSpan processorBefore = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        measure();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new MeasurementConditions
        {
            ThrottlingBefore = before,
            ProcessorTime = Environment.CpuUsage.TotalTime - processorBefore,
            ElapsedTime = elapsed,
            Board = board.Read(),
        };
    }

    /// <summary>Why the figures must not be relied on.</summary>
    /// <param name="milliseconds">The samples of the measured model, in the order they were taken.</param>
    public ImmutableArray<string> FindVoidReasons(ReadOnlySpan<double> milliseconds)
    {
        ImmutableArray<string>.Builder reasons = ImmutableArray.CreateBuilder<string>();
        if (Board.Throttling is { } after && ThrottlingBefore is { } before && after.CausesSince(before).ToArray() is { Length: > 0 } causes)
        {
            reasons.Add($"the firmware held the processor back: {string.Join(", ", causes)}");
        }

        double share = ProcessorTime / ElapsedTime;
        if (share < LeastProcessorShare)
        {
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture, $"other programs were running: the measurement had {share:P0} of one processor, less than {LeastProcessorShare:P0}"));
        }

        double drift = Drift(milliseconds);
        if (drift > DriftLimit || drift < 1 / DriftLimit)
        {
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture, $"the clock or the load changed: the median of the last quarter is {drift:F2} times that of the first, outside {1 / DriftLimit:F2} to {DriftLimit:F2}"));
        }

        return reasons.ToImmutable();
    }

    /// <summary>The median of the last quarter of the samples divided by that of the first; 1 below 40 samples.</summary>
    private static double Drift(ReadOnlySpan<double> milliseconds)
    {
        int quarter = milliseconds.Length / 4;
        return quarter < 10
            ? 1
            : Percentiles.MedianInPlace(milliseconds[^quarter..].ToArray()) / Percentiles.MedianInPlace(milliseconds[..quarter].ToArray());
    }
}
