using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Profiles.Timing;

namespace RsdtrEdge.Runtime.Tests.Profiles;

/// <summary>A machine whose time passes with the stages that are timed: each round takes 100 ms.</summary>
internal sealed class FakeMachine : TimeProvider, IStageClock
{
    private TimeSpan _now;

    /// <summary>The stages in the order in which they were timed.</summary>
    public List<(StageShape Shape, int Threads)> Rounds { get; } = [];

    /// <summary>The time of a round by its number, from 0; those of a stage that none is said of are all alike.</summary>
    public Func<int, double> Time { get; init; } = _ => 100;

    /// <summary>The rounds of a network, each with the rounds of stages before it.</summary>
    public List<int> NetworkRounds { get; } = [];

    /// <summary>The time of a network by the number of its round, from 0.</summary>
    public Func<int, double> NetworkTime { get; init; } = _ => 1000;

    /// <summary>What a node and a mebibyte take with one thread, by the number of the timing, from 0.</summary>
    public Func<int, (double Node, double Mebibyte)> Nodes { get; init; } = _ => (1, 100);

    /// <summary>The processors that this process has in a timing of nodes.</summary>
    public Func<int, double> NodeShare { get; init; } = _ => 1;

    /// <summary>How often nodes were timed.</summary>
    public int NodeTimings { get; private set; }

    /// <summary>What the reference takes after so many rounds, with so many threads.</summary>
    public Func<int, int, double> Reference { get; init; } = (_, _) => 50;

    /// <summary>The throttling word after so many rounds.</summary>
    public Func<int, uint?> Throttling { get; init; } = _ => null;

    /// <summary>What else limits the processors after so many rounds.</summary>
    public Func<int, BoardReading> Limits { get; init; } = _ => new();

    /// <summary>The processors that this process has in a round.</summary>
    public Func<int, double> Share { get; init; } = _ => 1;

    /// <summary>The processors that other programs have in a round.</summary>
    public Func<int, double> Others { get; init; } = _ => 0;

    /// <summary>The number of processors; null where the kernel does not tell how busy they are.</summary>
    public int? Processors { get; init; }

    /// <summary>Called at the end of each round with the rounds so far.</summary>
    public Action<int> AfterRound { get; init; } = _ => { };

    public bool MayWait { get; init; }

    public TimeSpan ProcessorTime { get; private set; }

    private TimeSpan BusyTime { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _now;

    public double TimeStage(StageShape shape, int threads, TimeSpan slice, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        double time = Time(Rounds.Count);
        TimeSpan taken = TimeSpan.FromMilliseconds(100);
        _now += taken;
        ProcessorTime += taken * Share(Rounds.Count);
        BusyTime += taken * (Share(Rounds.Count) + Others(Rounds.Count));
        Rounds.Add((shape, threads));
        AfterRound(Rounds.Count);
        return time;
    }

    public double TimeNetwork(NetworkOutline network, int threads, TimeSpan slice, CancellationToken cancellation)
    {
        NetworkRounds.Add(Rounds.Count);
        TimeSpan taken = TimeSpan.FromMilliseconds(100);
        _now += taken;
        ProcessorTime += taken * Share(Rounds.Count);
        BusyTime += taken * (Share(Rounds.Count) + Others(Rounds.Count));
        return NetworkTime(NetworkRounds.Count - 1);
    }

    public (double Node, double Mebibyte) TimeElementwise(int threads, CancellationToken cancellation)
    {
        (double node, double mebibyte) = Nodes(NodeTimings);
        TimeSpan taken = TimeSpan.FromMilliseconds(100);
        _now += taken;
        ProcessorTime += taken * NodeShare(NodeTimings);
        BusyTime += taken * NodeShare(NodeTimings);
        NodeTimings++;
        return (node / threads, mebibyte / threads);
    }

    public double TimeReference(int threads) => Reference(Rounds.Count, threads);

    public ProcessorTimes? ReadProcessors() => Processors is { } count ? new ProcessorTimes(BusyTime.TotalSeconds, count) : null;

    public BoardReading ReadLimits() => Limits(Rounds.Count) with { Throttling = Throttling(Rounds.Count) is { } word ? new ThrottlingState(word) : null };
}
