using System.Collections.Immutable;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>
/// Times many stages, and whole networks, with one number of threads, round after round over all of them in another order each time, so that what
/// disturbs the machine for a while meets one round of a stage and not all. Rounds that a disturbance hit are repeated, and settle nothing where there is no time for that.
/// </summary>
internal sealed class StageRounds
{
    /// <summary>The most rounds of a stage.</summary>
    public const int MostRounds = 5;

    /// <summary>
    /// How often a network is timed in a round, each time among other stages: its runs are longer, and no others are like it, so that nothing else tells when
    /// its time is wrong.
    /// </summary>
    public const int NetworkPlaces = 4;

    // Of the time that the rounds may take, the part that goes into timed runs when each stage needs three.
    private const double RunShare = 0.6;
    private const int UsualRounds = 3;

    // Repeating goes on for this part of the time; beyond it disturbed rounds are kept as such, so that there is some time of each stage.
    private const double RepeatShare = 0.4;

    private static readonly TimeSpan LeastSlice = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan MostSlice = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan CheckPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SavePause = TimeSpan.FromSeconds(10);

    private readonly IStageClock _clock;
    private readonly Steadiness _steadiness;
    private readonly TimeProvider _time;
    private readonly int _threads;
    private readonly StageSamples[] _stages;
    private readonly TimeSpan _budget;
    private readonly Queue<StageSamples> _waiting = new();
    private readonly List<(StageSamples Stage, double Microseconds)> _unchecked = [];
    private readonly long _start;
    private long _lastCheck;
    private long _lastSave;
    private TimeSpan _repeatTime;

    /// <summary>Prepares.</summary>
    /// <param name="clock">What times.</param>
    /// <param name="steadiness">What notices disturbances.</param>
    /// <param name="time">What tells how much of the budget is gone.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="stages">The stages and networks, with what earlier runs left of them.</param>
    /// <param name="budget">How long all rounds may take; the first one goes to its end in any case.</param>
    public StageRounds(IStageClock clock, Steadiness steadiness, TimeProvider time, int threads, IEnumerable<StageSamples> stages, TimeSpan budget)
    {
        _clock = clock;
        _steadiness = steadiness;
        _time = time;
        _threads = threads;
        _stages = [.. stages];
        _budget = budget;
        _start = _lastCheck = _lastSave = time.GetTimestamp();
    }

    /// <summary>The rounds that were repeated because the machine was disturbed.</summary>
    public int Repeated { get; private set; }

    /// <summary>The number of stages that have been timed in this run.</summary>
    public int TimedStages => _stages.Count(stage => stage is { Shape: not null, IsTimed: true });

    /// <summary>The stages that have been timed, each with the median of its rounds that nothing disturbed, where there are any.</summary>
    public ImmutableArray<StageTiming> Timings =>
        [.. _stages.Where(stage => stage is { Shape: not null, Count: > 0 }).Select(stage => new StageTiming(stage.Shape!.Value, stage.Median) { IsUnsettled = stage.IsUnsettled, IsDisturbed = stage.IsDisturbed })];

    /// <summary>The networks that have been timed, each with the lower quartile of these rounds: what disturbs a few runs of a busy machine is not always noticed.</summary>
    public ImmutableArray<NetworkTiming> Networks =>
        [.. _stages.Where(stage => stage is { Network: not null, Count: > 0 })
            .Select(stage => new NetworkTiming(stage.Network!.Rest, stage.LowerQuartile, stage.Network.Stages) { IsUnsettled = stage.IsUnsettled, IsDisturbed = stage.IsDisturbed })];

    /// <summary>Times all stages.</summary>
    /// <param name="progress">Told after each stage; may be null.</param>
    /// <param name="save">Called every few seconds.</param>
    /// <param name="cancellation">Stops the work after the run in progress; <see cref="Timings"/> holds what was timed by then.</param>
    public void Run(IProgress<ProfileProgress>? progress, Action save, CancellationToken cancellation)
    {
        TimeSpan slice = _stages.Length == 0 ? LeastSlice : _budget * RunShare / (UsualRounds * _stages.Length);
        slice = slice < LeastSlice ? LeastSlice : slice > MostSlice ? MostSlice : slice;
        Begin();
        for (int round = 1; round <= MostRounds && !IsOver(round); round++)
        {
            StageSamples[] open = [.. _stages.Where(stage => !stage.IsSettled).SelectMany(stage => Enumerable.Repeat(stage, stage.Network is null ? 1 : NetworkPlaces))];
            // The order depends on the round alone, so that a run can be repeated.
            new Random(round).Shuffle(open);
            Array.ForEach(open, _waiting.Enqueue);
            for (int done = 1; !IsOver(round) && _waiting.TryDequeue(out StageSamples? stage); done++)
            {
                cancellation.ThrowIfCancellationRequested();
                _unchecked.Add((stage, Time(stage, slice, cancellation)));
                progress?.Report(new ProfileProgress(_threads, round, Math.Min(done, open.Length), open.Length));
                if (_waiting.Count == 0 || _time.GetElapsedTime(_lastCheck) > CheckPause)
                {
                    Check();
                    SaveAtTimes(save);
                    Begin();
                }
            }
        }

        Check();
    }

    private double Time(StageSamples stage, TimeSpan slice, CancellationToken cancellation) => stage.Shape is { } shape
        ? _clock.TimeStage(shape, _threads, slice, cancellation)
        : _clock.TimeNetwork(stage.Network!, _threads, slice, cancellation);

    private void Begin()
    {
        _lastCheck = _time.GetTimestamp();
        _steadiness.Begin();
    }

    private void SaveAtTimes(Action save)
    {
        if (_time.GetElapsedTime(_lastSave) > SavePause)
        {
            save();
            _lastSave = _time.GetTimestamp();
        }
    }

    // Each stage is timed once in any case.
    private bool IsOver(int round) => round > 1 && _time.GetElapsedTime(_start) > _budget;

    // Keeps what was timed since the last check, or puts it back where the machine was disturbed and there is time to repeat it.
    private void Check()
    {
        if (_unchecked.Count == 0)
        {
            return;
        }

        bool isDisturbed = _steadiness.WasDisturbed();
        TimeSpan taken = _time.GetElapsedTime(_lastCheck);
        bool repeats = isDisturbed && _repeatTime + taken <= RepeatShare * _budget;
        foreach ((StageSamples stage, double microseconds) in _unchecked)
        {
            if (repeats)
            {
                _waiting.Enqueue(stage);
                Repeated++;
            }
            else
            {
                stage.Add(microseconds, isDisturbed);
            }
        }

        _repeatTime += repeats ? taken : TimeSpan.Zero;
        _unchecked.Clear();
    }
}
