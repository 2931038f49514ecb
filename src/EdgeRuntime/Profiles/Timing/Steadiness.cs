using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>
/// Notices that the machine was slower for a while: because the processor was held back (by the firmware, by the kernel against heat, by a container's limit), the
/// clock or its limit fell, or other programs ran. A stage that is always the same is timed every now and then, with as many threads as what is timed, and compared with what it usually takes; other
/// programs must have left a processor to each thread; and a process that never waits must have had a processor all the time.
/// </summary>
/// <remarks>
/// That the process had as many processors as a run has threads cannot be asked for: while a stage's sessions are made, and in operators too small to be
/// shared out, it works on one thread alone.
/// </remarks>
internal sealed class Steadiness
{
    // Undisturbed readings differ by a percent or two.
    private const double Tolerance = 1.08;
    private const int FirstReadings = 5;

    private readonly IStageClock _clock;
    private readonly TimeProvider _time;
    private readonly int _threads;
    private readonly List<double> _readings = [];
    private readonly long _start;
    private readonly BoardReading _before;
    private BoardReading _last;
    private bool _wasThrottled;
    private bool _isSlow;
    private long _begin;
    private TimeSpan _processorTime;
    private ProcessorTimes? _processors;

    /// <summary>Takes the first readings.</summary>
    /// <param name="clock">What times.</param>
    /// <param name="time">What tells how long a stretch of work took.</param>
    /// <param name="threads">The threads of the runs that are timed.</param>
    public Steadiness(IStageClock clock, TimeProvider time, int threads)
    {
        _clock = clock;
        _time = time;
        _threads = threads;
        _start = time.GetTimestamp();
        _before = _last = clock.ReadLimits();
        for (int i = 0; i < FirstReadings; i++)
        {
            _readings.Add(clock.TimeReference(threads));
        }

        Begin();
    }

    /// <summary>Whether the processor was held back since the beginning; null where nothing on this machine would tell.</summary>
    public bool? Throttled => _wasThrottled ? true : ThrottlingCauses.AreKnown(Between(_before, _last)) ? false : null;

    /// <summary>Begins a stretch of work.</summary>
    public void Begin()
    {
        _processors = _clock.ReadProcessors();
        _processorTime = _clock.ProcessorTime;
        _begin = _time.GetTimestamp();
    }

    /// <summary>Whether the machine was disturbed since the stretch began.</summary>
    public bool WasDisturbed()
    {
        bool isShort = WasShortOfProcessors(_time.GetElapsedTime(_begin), _clock.ProcessorTime - _processorTime);
        BoardReading now = _clock.ReadLimits() with { Moment = _time.GetElapsedTime(_start) };
        // A limit on the clock that fell since the very beginning, and stays, makes all that follows unlike what was timed before.
        MeasurementConditions conditions = Between(_last with { Clocks = _before.Clocks, Moment = _before.Moment }, _last, now);
        bool isHeldBack = VoidReasons.FindLimits(conditions).Any();
        _wasThrottled |= conditions.Throttled == true;
        _last = now;
        double reading = _clock.TimeReference(_threads);
        _readings.Add(reading);
        // Slow at the stretch's beginning or at its end.
        bool wasSlow = _isSlow;
        _isSlow = reading > Tolerance * Usual();
        return isHeldBack || wasSlow || _isSlow || isShort;
    }

    private static MeasurementConditions Between(params ReadOnlySpan<BoardReading> readings) =>
        new() { Board = new BoardInfo(), Before = readings[0], During = [.. readings[1..^1]], After = readings[^1] };

    private bool WasShortOfProcessors(TimeSpan elapsed, TimeSpan had)
    {
        if (!_clock.MayWait && had / elapsed < MeasurementConditions.LeastProcessorShare)
        {
            return true;
        }

        if (_processors is not { } before || _clock.ReadProcessors() is not { } now)
        {
            return false;
        }

        double others = now.BusySeconds - before.BusySeconds - had.TotalSeconds;
        return others > (VoidReasons.MostOthers(now.Count, _threads) * elapsed.TotalSeconds) + (now.Count * ProcessorTimes.CountingSeconds);
    }

    // The lower quartile: whatever disturbs makes slower, and may last for half of the time.
    private double Usual()
    {
        double[] sorted = [.. _readings.Order()];
        return sorted[sorted.Length / 4];
    }
}
