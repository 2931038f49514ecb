using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>How long and with what a benchmark runs.</summary>
public sealed record LatencyBenchmarkOptions
{
    /// <summary>
    /// The runs after which a measurement ends before its <see cref="MinimumTime"/>, unless <see cref="MinimumCount"/> asks for more: 32 MiB of samples, and as much again for their figures. Ten
    /// minutes of a network of 5 microseconds would be 120 million runs, and a small board has no memory for them.
    /// </summary>
    public const int UsualMostRuns = 1 << 22;

    /// <summary>How the models are loaded: threads, optimization, the shape of an open input.</summary>
    public EdgeModelOptions Model { get; init; } = new();

    /// <summary>
    /// Runs before the first that counts, the very first included, at least 1; null: until the runs are steady (16 runs at least), within
    /// <see cref="WarmUpLimit"/>. Steady means that the last 8 runs and the 8 before them are not told apart by the test of Mann and Whitney at 1 %, or
    /// that their medians differ by less than 2 %.
    /// </summary>
    public int? WarmUp { get; init; }

    /// <summary>How long to warm up at most where the runs do not become steady, which voids the measurement if there were 16 runs by then: fewer do not tell.</summary>
    public TimeSpan WarmUpLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time of the runs that count, of each model.</summary>
    public TimeSpan MinimumTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least number of runs that count, of each model; 100 are needed for a 99th percentile.</summary>
    public int MinimumCount { get; init; } = 100;

    /// <summary>Where the runs end whatever the least time is; <see cref="UsualMostRuns"/> but in tests.</summary>
    internal int MostRuns { get; init; } = UsualMostRuns;

    /// <summary>The seed of the random normal input.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The input, in the model's layout; empty: random normal numbers from <see cref="Seed"/>.</summary>
    public ReadOnlyMemory<float> Input { get; init; }

    /// <summary>Runs in a block when two models take turns; one more at the start of a block does not count.</summary>
    public int BlockLength { get; init; } = 10;

    /// <summary>What tells of the board; null: the kernel.</summary>
    public IBoardTelemetry? Telemetry { get; init; }

    /// <summary>Whether the model's outputs are held against those that its file says were recorded when it was compressed, before anything is measured.</summary>
    public bool SelfTest { get; init; } = true;

    /// <summary>The threads that a run needs at once.</summary>
    internal int Threads => Model.Session.IntraOpThreads is > 0 and int threads ? threads : Environment.ProcessorCount;

    /// <summary>The same for a model that is measured beside others: its waiting threads take no processor from theirs.</summary>
    internal LatencyBenchmarkOptions BesideOthers() => this with { Model = Model with { Session = Model.Session with { SpinsBetweenRuns = false } } };

    /// <summary>Checks the figures.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is too small.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUp ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUpLimit, TimeSpan.Zero);
    }
}
