using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>
/// Notices that the machine was slower for a while: because the firmware held the processor back, the clock fell, or other programs
/// ran. A stage that is always the same is timed every now and then, and compared with what it usually takes; and a process that never
/// waits must have had a processor all the time.
/// </summary>
internal sealed class Steadiness
{
    // Undisturbed readings differ by a percent or two.
    private const double Tolerance = 1.08;
    private const int FirstReadings = 5;

    private readonly IStageClock _clock;
    private readonly TimeProvider _time;
    private readonly List<double> _readings = [];
    private readonly ThrottlingState? _before;
    private ThrottlingState? _last;
    private bool _isSlow;
    private long _begin;
    private TimeSpan _processorTime;

    /// <summary>Takes the first readings.</summary>
    public Steadiness(IStageClock clock, TimeProvider time)
    {
        _clock = clock;
        _time = time;
        _before = _last = clock.ReadThrottling();
        for (int i = 0; i < FirstReadings; i++)
        {
            _readings.Add(clock.TimeReference());
        }

        Begin();
    }

    /// <summary>Whether the processor was held back since the beginning; null where the firmware does not tell.</summary>
    public bool? Throttled => _before is { } before && _last is { } last ? WasThrottled || last.CausesSince(before).Any() : null;

    private bool WasThrottled { get; set; }

    /// <summary>Begins a stretch of work.</summary>
    public void Begin()
    {
        _begin = _time.GetTimestamp();
        _processorTime = _clock.ProcessorTime;
    }

    /// <summary>Whether the machine was disturbed since the stretch began.</summary>
    public bool WasDisturbed()
    {
        double share = (_clock.ProcessorTime - _processorTime) / _time.GetElapsedTime(_begin);
        ThrottlingState? now = _clock.ReadThrottling();
        bool throttled = now is not null && _last is { } last && now.CausesSince(last).Any();
        WasThrottled |= throttled;
        _last = now;
        double reading = _clock.TimeReference();
        _readings.Add(reading);
        // Slow at the stretch's beginning or at its end.
        bool wasSlow = _isSlow;
        _isSlow = reading > Tolerance * Usual();
        return throttled || wasSlow || _isSlow || share < MeasurementConditions.LeastProcessorShare;
    }

    // The lower quartile: whatever disturbs makes slower, and may last for half of the time.
    private double Usual()
    {
        double[] sorted = [.. _readings.Order()];
        return sorted[sorted.Length / 4];
    }
}
