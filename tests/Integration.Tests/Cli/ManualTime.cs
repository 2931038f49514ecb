namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>A clock that a test moves. Its timers tick on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private TimeSpan _now;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(() => callback(state), _now + dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        foreach (Timer timer in _timers)
        {
            timer.TickUntil(_now);
        }
    }

    private sealed class Timer(Action tick, TimeSpan due, TimeSpan period) : ITimer
    {
        private TimeSpan? _due = due;

        public void TickUntil(TimeSpan now)
        {
            for (; _due <= now; _due += period)
            {
                tick();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => _due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
