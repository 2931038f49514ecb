using System.Collections.Immutable;
using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Reads the board before, during and after a measurement: during it between two runs, on the thread that measures, so that no run is disturbed.</summary>
internal sealed class ConditionsRecorder
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IBoardTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly Action<TimeSpan> _wait;
    private readonly int? _threads;
    private readonly bool _mayWait;
    private readonly BoardReading _before;
    private readonly ImmutableArray<BoardReading>.Builder _during = ImmutableArray.CreateBuilder<BoardReading>();
    private readonly TimeSpan _processorBefore;
    private readonly long _start;
    private long _last;

    private ConditionsRecorder(IBoardTelemetry telemetry, int? threads, bool mayWait, TimeProvider time, Action<TimeSpan> wait)
    {
        _wait = wait;
        _telemetry = telemetry;
        _threads = threads;
        _mayWait = mayWait;
        _time = time;
        _before = telemetry.Read();
        _processorBefore = Environment.CpuUsage.TotalTime;
        _start = _last = time.GetTimestamp();
    }

    /// <summary>Runs a measurement between two readings.</summary>
    /// <param name="telemetry">What reads the board.</param>
    /// <param name="threads">The threads that the measured runs need at once; null where that is not known.</param>
    /// <param name="measure">The measurement; it calls <see cref="ReadWhenDue"/> between its runs.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="mayWait">Whether the measured runs wait for something else than the processor.</param>
    /// <param name="wait">Lets time pass at the end, where the throttling word is fetched only every few seconds; null: the thread sleeps.</param>
    public static MeasurementConditions Around(
        IBoardTelemetry telemetry, int? threads, Action<ConditionsRecorder> measure, TimeProvider? time = null, bool mayWait = false, Action<TimeSpan>? wait = null)
    {
        ConditionsRecorder recorder = new(telemetry, threads, mayWait, time ?? TimeProvider.System, wait ?? Thread.Sleep);
        measure(recorder);
        return recorder.Finish();
    }

    /// <summary>Reads the board where the last reading is half a second ago.</summary>
    /// <returns>Whether it did: then the next run finds other things in the caches and should not count.</returns>
    public bool ReadWhenDue()
    {
        if (_time.GetElapsedTime(_last) < Pause)
        {
            return false;
        }

        _during.Add(Read(asksFirmware: false));
        _last = _time.GetTimestamp();
        return true;
    }

    private BoardReading Read(bool asksFirmware) => _telemetry.Read(asksFirmware) with { Moment = _time.GetElapsedTime(_start) };

    // What the kernel's copy of the throttling word and its alarm of the supply say is up to a poll old: what held at the end stands in the next one. The rest of the reading is of the end.
    // Nothing is awaited where a cause is told already.
    private BoardReading ReadAfter()
    {
        BoardReading after = Read(asksFirmware: true);
        for (TimeSpan waited = TimeSpan.Zero;
            waited < ThrottlingState.PollPeriod && MayTellMore(after);
            waited += Pause)
        {
            _wait(Pause);
            BoardReading later = Read(asksFirmware: false);
            after = after with { Throttling = later.Throttling ?? after.Throttling, UnderVoltage = later.UnderVoltage ?? after.UnderVoltage, Moment = later.Moment };
        }

        return after;
    }

    // The firmware's own word is of the very moment, and says what the alarm would.
    private bool MayTellMore(BoardReading after) => after.UnderVoltage != true
        && (after.Throttling is { } word ? word.IsPolled && !word.CausesSince(_before.Throttling ?? word, after.Moment).Any() : after.UnderVoltage == false);

    private MeasurementConditions Finish()
    {
        TimeSpan elapsed = _time.GetElapsedTime(_start);
        TimeSpan processor = Environment.CpuUsage.TotalTime - _processorBefore;
        return new MeasurementConditions
        {
            Before = _before,
            During = _during.ToImmutable(),
            After = ReadAfter(),
            Board = _telemetry.Describe(),
            Threads = _threads,
            MayWait = _mayWait,
            ProcessorTime = processor,
            ElapsedTime = elapsed,
        };
    }
}
