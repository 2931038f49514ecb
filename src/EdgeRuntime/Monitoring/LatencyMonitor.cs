using System.Diagnostics;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>
/// Takes in how long runs last, for as long as a program lives: a histogram of constant size (70 KiB) whose percentiles are within
/// <see cref="RelativeError"/> of the exact ones. Any number of threads may record at once, without locks and without managed memory.
/// Nothing is ever taken out, so that several readers can each take intervals of their own:
/// <c>later.Since(earlier)</c> of two snapshots.
/// </summary>
public sealed class LatencyMonitor
{
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly long[] _counts = new long[LatencyBuckets.Count];
    private long _sum;
    private long _least = long.MaxValue;
    private long _most = -1;
    private long _clamped;

    /// <summary>How far a percentile, or the least or longest run of an interval, may be from the exact one, relative to it: 1/512, or 0.2 %.</summary>
    public static double RelativeError => LatencyBuckets.RelativeError;

    /// <summary>The longest latency that is told from longer ones: 73 minutes.</summary>
    public static TimeSpan Longest => TimeSpan.FromTicks(LatencyBuckets.Longest / TimeSpan.NanosecondsPerTick);

    /// <summary>Records a run. What is negative or longer than <see cref="Longest"/> counts as the nearest latency that is not, and as clamped.</summary>
    /// <param name="latency">How long it lasted.</param>
    public void Record(TimeSpan latency) =>
        RecordNanoseconds(Math.Clamp(latency.Ticks, -1, (LatencyBuckets.Longest / TimeSpan.NanosecondsPerTick) + 1) * TimeSpan.NanosecondsPerTick);

    /// <summary>Records a run, as <see cref="Record"/>.</summary>
    /// <param name="stopwatchTicks">How long it lasted: the difference of two values of <see cref="Stopwatch.GetTimestamp"/>, which are no ticks of a <see cref="TimeSpan"/>.</param>
    public void RecordElapsed(long stopwatchTicks) =>
        RecordNanoseconds(Stopwatch.Frequency == 1_000_000_000 ? stopwatchTicks : (long)Math.Round(stopwatchTicks * s_nanosecondsPerTick));

    /// <summary>What was recorded so far. Runs that are recorded meanwhile are in it or in the next one, each once.</summary>
    public LatencySnapshot Snapshot()
    {
        // Counts are read first and written last: whatever is counted is in the other figures, too.
        long[] counts = new long[_counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _counts[i]);
        }

        return new LatencySnapshot(this, counts, Volatile.Read(ref _sum), Volatile.Read(ref _clamped), Volatile.Read(ref _least), Volatile.Read(ref _most));
    }

    private void RecordNanoseconds(long nanoseconds)
    {
        if (nanoseconds is < 0 or > LatencyBuckets.Longest)
        {
            _ = Interlocked.Increment(ref _clamped);
            nanoseconds = nanoseconds < 0 ? 0 : LatencyBuckets.Longest;
        }

        _ = Interlocked.Add(ref _sum, nanoseconds);
        long least = Volatile.Read(ref _least);
        while (nanoseconds < least)
        {
            least = Exchange(ref _least, nanoseconds, least);
        }

        long most = Volatile.Read(ref _most);
        while (nanoseconds > most)
        {
            most = Exchange(ref _most, nanoseconds, most);
        }

        _ = Interlocked.Increment(ref _counts[LatencyBuckets.IndexOf(nanoseconds)]);
    }

    // The new value where it is written, otherwise the one that another thread wrote meanwhile.
    private static long Exchange(ref long place, long value, long expected)
    {
        long found = Interlocked.CompareExchange(ref place, value, expected);
        return found == expected ? value : found;
    }
}
