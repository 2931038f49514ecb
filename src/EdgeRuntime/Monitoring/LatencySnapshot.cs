using System.Globalization;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>
/// What a <see cref="LatencyMonitor"/> had recorded at one moment, or between two. Times are in milliseconds, null where there was no run.
/// It does not change.
/// </summary>
public sealed class LatencySnapshot
{
    private const double NanosecondsPerMillisecond = 1e6;

    private readonly LatencyMonitor _monitor;
    private readonly long[] _counts;
    private readonly long _sum;
    private readonly long _least;
    private readonly long _most;
    private readonly double _shortest;
    private readonly double _longest;

    /// <summary>All that was recorded.</summary>
    /// <param name="monitor">Who recorded it.</param>
    /// <param name="counts">Runs in each bucket.</param>
    /// <param name="sum">The sum of their durations, in nanoseconds.</param>
    /// <param name="clamped">Those out of range.</param>
    /// <param name="least">The shortest, in nanoseconds.</param>
    /// <param name="most">The longest.</param>
    internal LatencySnapshot(LatencyMonitor monitor, long[] counts, long sum, long clamped, long least, long most)
        : this(monitor, counts, sum, clamped, least, most, leastIsExact: true, mostIsExact: true)
    {
    }

    private LatencySnapshot(LatencyMonitor monitor, long[] counts, long sum, long clamped, long least, long most, bool leastIsExact, bool mostIsExact)
    {
        (_monitor, _counts, _sum, _least, _most, Clamped) = (monitor, counts, sum, least, most, clamped);
        int first = Array.FindIndex(counts, count => count != 0);
        if (first < 0)
        {
            return;
        }

        int last = Array.FindLastIndex(counts, count => count != 0);
        double low = 0, high = 0;
        for (int i = first; i <= last; i++)
        {
            Count += counts[i];
            low += (double)counts[i] * LatencyBuckets.LeastOf(i);
            high += (double)counts[i] * LatencyBuckets.MostOf(i);
        }

        // A run that is being recorded may be in the sum and the extremes, but not yet in a bucket.
        MeanMs = Math.Clamp(sum, low, high) / Count / NanosecondsPerMillisecond;
        leastIsExact &= LatencyBuckets.IndexOf(least) == first;
        _shortest = leastIsExact ? least : LatencyBuckets.MiddleOf(first);
        _longest = mostIsExact && LatencyBuckets.IndexOf(most) == last ? most : LatencyBuckets.MiddleOf(last);
        if (_shortest > _longest)
        {
            // Both in one bucket, one of them exact and on the other side of its middle.
            (_shortest, _longest) = leastIsExact ? (_shortest, _shortest) : (_longest, _longest);
        }
    }

    /// <summary>The number of runs.</summary>
    public long Count { get; }

    /// <summary>Runs of a negative duration or one above <see cref="LatencyMonitor.Longest"/>, which count as the nearest in range.</summary>
    public long Clamped { get; }

    /// <summary>The mean: exact, but for runs that were being recorded while the snapshot was made; then within twice <see cref="LatencyMonitor.RelativeError"/>.</summary>
    public double? MeanMs { get; }

    /// <summary>The shortest run: exact since the beginning, within <see cref="LatencyMonitor.RelativeError"/> in an interval.</summary>
    public double? MinMs => Count == 0 ? null : _shortest / NanosecondsPerMillisecond;

    /// <summary>The longest run, as exact as <see cref="MinMs"/>.</summary>
    public double? MaxMs => Count == 0 ? null : _longest / NanosecondsPerMillisecond;

    /// <summary>A percentile by the nearest rank, as <see cref="Percentiles"/> has it, within <see cref="LatencyMonitor.RelativeError"/> of the exact one.</summary>
    /// <param name="percent">More than 0, at most 100.</param>
    /// <returns>The percentile; null where there are too few runs to have one: the 99th needs 100, the 90th needs 10.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is outside its range.</exception>
    public double? PercentileMs(double percent)
    {
        long rank = Percentiles.RankOf(Count, percent);
        if (rank == 0)
        {
            return null;
        }

        int index = 0;
        for (long below = _counts[0]; below < rank; below += _counts[index])
        {
            index++;
        }

        return Math.Clamp(LatencyBuckets.MiddleOf(index), _shortest, _longest) / NanosecondsPerMillisecond;
    }

    /// <summary>What was recorded after an earlier snapshot of the same monitor.</summary>
    /// <param name="earlier">The earlier snapshot.</param>
    /// <exception cref="ArgumentException">It is a later one, or of another monitor.</exception>
    public LatencySnapshot Since(LatencySnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        bool isEarlier = ReferenceEquals(_monitor, earlier._monitor);
        long[] counts = new long[_counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = _counts[i] - earlier._counts[i];
            isEarlier &= counts[i] >= 0;
        }

        if (!isEarlier)
        {
            throw new ArgumentException("The snapshot is not an earlier one of the same monitor.", nameof(earlier));
        }

        return new LatencySnapshot(
            _monitor, counts, _sum - earlier._sum, Clamped - earlier.Clamped, _least, _most, leastIsExact: _least < earlier._least, mostIsExact: _most > earlier._most);
    }

    /// <summary>The figures in one line, for a person.</summary>
    public override string ToString() => Count == 0
        ? "no runs"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} runs: mean {MeanMs:F3} ms, p50 {Text(50)}, p90 {Text(90)}, p99 {Text(99)}, max {MaxMs:F3} ms{(Clamped == 0 ? "" : $", {Clamped} clamped")}");

    private string Text(double percent) => PercentileMs(percent) is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:F3} ms") : "unknown";
}
