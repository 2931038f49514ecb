using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Why the figures of a measurement must not be relied on.</summary>
internal static class VoidReasons
{
    /// <summary>The drift of the median, from the first to the last quarter of the runs, that voids a measurement.</summary>
    public const double DriftLimit = 1.15;

    /// <summary>
    /// The least part of the highest clock that every reading must show. The readings are of the clock that was asked for: what a Raspberry Pi's firmware makes of it
    /// only the throttling word tells.
    /// </summary>
    public const double LeastClockShare = 0.9;

    /// <summary>How much of a processor other programs may have beyond the processors that the measured runs leave free.</summary>
    public const double MostBackground = 0.25;

    /// <summary>The reasons; none where nothing speaks against the figures.</summary>
    /// <param name="conditions">What held meanwhile.</param>
    /// <param name="milliseconds">The samples of the measured model, in the order they were taken.</param>
    public static ImmutableArray<string> Find(MeasurementConditions conditions, ReadOnlySpan<double> milliseconds)
    {
        ImmutableArray<string>.Builder reasons = ImmutableArray.CreateBuilder<string>();
        reasons.AddRange(FindLimits(conditions));
        AddLoad(conditions, reasons);
        double drift = Drift(milliseconds);
        if (drift > DriftLimit || drift < 1 / DriftLimit)
        {
            reasons.Add(Text($"the clock or the load changed: the median of the last quarter is {drift:F2} times that of the first, outside {1 / DriftLimit:F2} to {DriftLimit:F2}"));
        }

        return reasons.ToImmutable();
    }

    /// <summary>Those of them that are about limits on the processors: throttling, the clock and its limit, the governor, a container.</summary>
    /// <param name="conditions">What held meanwhile.</param>
    public static IEnumerable<string> FindLimits(MeasurementConditions conditions)
    {
        ImmutableArray<string>.Builder reasons = ImmutableArray.CreateBuilder<string>();
        if (ThrottlingCauses.Find(conditions) is { Length: > 0 } causes)
        {
            reasons.Add($"the processor was held back: {string.Join(", ", causes)}");
        }

        AddClocks(conditions, reasons);
        if (conditions.After.ContainerThrottledPeriods - conditions.Before.ContainerThrottledPeriods is > 0 and { } periods)
        {
            reasons.Add(Text($"the limit on processors of the container or service stopped the measurement in {periods} periods"));
        }

        return reasons;
    }

    /// <summary>What else speaks against figures of two models in turns.</summary>
    /// <param name="report">The measured model's.</param>
    /// <param name="against">The other model's.</param>
    public static IEnumerable<string> FindInComparison(LatencyReport report, LatencyComparison against)
    {
        if (against.WarmUpSteady == false)
        {
            yield return $"the runs of {against.Model} did not become steady in the time for the warm-up";
        }

        if (report.Provider != against.Provider)
        {
            yield return $"the two ran with different execution providers: {report.Provider ?? ExecutionProvider.Processor}, and {against.Model} with {against.Provider ?? ExecutionProvider.Processor}";
        }
    }

    /// <summary>How many processors other programs may have: those that the measured runs leave free, and a little.</summary>
    /// <param name="processors">How many there are.</param>
    /// <param name="threads">The threads that the runs need at once; null where that is not known.</param>
    public static double MostOthers(int processors, int? threads) => Math.Max(0, processors - (threads ?? 1)) + MostBackground;

    private static void AddClocks(MeasurementConditions conditions, ImmutableArray<string>.Builder reasons)
    {
        if (conditions.Clocks is ({ } lowest, { } highest) && lowest < LeastClockShare * highest)
        {
            reasons.Add(Text($"the clock dropped: from {highest:F0} to {lowest:F0} MHz, below {LeastClockShare:P0}"));
        }

        foreach (ClockPolicy before in conditions.Before.Clocks)
        {
            ClockPolicy[] later = [.. conditions.Readings.SelectMany(reading => reading.Clocks).Where(policy => policy.Name == before.Name)];
            if (later.Min(policy => policy.MostMHz) is { } most && most < before.MostMHz)
            {
                reasons.Add(Text($"the clock was limited: {before.Name} may run at {most:F0} MHz, before at {before.MostMHz:F0}"));
            }

            if (later.FirstOrDefault(policy => policy.Governor is not null && policy.Governor != before.Governor) is { } changed && before.Governor is not null)
            {
                reasons.Add($"the governor of {before.Name} was changed from {before.Governor} to {changed.Governor}");
            }
        }
    }

    private static void AddLoad(MeasurementConditions conditions, ImmutableArray<string>.Builder reasons)
    {
        double share = conditions.ProcessorTime / conditions.ElapsedTime;
        if (!conditions.MayWait && share < MeasurementConditions.LeastProcessorShare)
        {
            reasons.Add(Text($"other programs were running: the measurement had {share:P0} of one processor, less than {MeasurementConditions.LeastProcessorShare:P0}"));
        }
        else if (conditions.BackgroundProcessors is { } background && conditions.Before.Processors is { } processors
            && background > MostOthers(processors.Count, conditions.Threads) + (processors.Count * ProcessorTimes.CountingSeconds / conditions.ElapsedTime.TotalSeconds))
        {
            reasons.Add(Text(
                $"other programs were running: they had {background:F2} of {processors.Count} processors, and the measurement ran {conditions.Threads ?? 1} threads"));
        }
    }

    /// <summary>The median of the last quarter of the samples divided by that of the first; 1 below 40 samples.</summary>
    private static double Drift(ReadOnlySpan<double> milliseconds)
    {
        int quarter = milliseconds.Length / 4;
        return quarter < 10
            ? 1
            : Percentiles.MedianInPlace(milliseconds[^quarter..].ToArray()) / Percentiles.MedianInPlace(milliseconds[..quarter].ToArray());
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
