using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>How long two models are measured in turns.</summary>
public sealed record PairedBenchmarkOptions
{
    /// <summary>Runs of each before the first that counts, at least 1.</summary>
    public int WarmUp { get; init; } = 5;

    /// <summary>How long to measure both together, at least.</summary>
    public TimeSpan MinimumTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least number of pairs of blocks, however long they take: from 8 on the quartiles are each between other ratios.</summary>
    public int MinimumPairs { get; init; } = 8;

    /// <summary>The most runs in a block; where runs are long, blocks are shorter, so that there are some twenty pairs in the time.</summary>
    public int BlockLength { get; init; } = 10;

    /// <summary>
    /// The threads that a run needs at once, as the sessions were loaded (<see cref="PairedBenchmark.SessionOptions"/>): other programs that take a processor
    /// from them void the measurement. Null: not known, and taken for one.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>What tells of the board; null: the kernel.</summary>
    public IBoardTelemetry? Telemetry { get; init; }

    /// <summary>What tells how long the measurement took; tests put a clock of their own in its place.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the figures.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is too small.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUp, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumPairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumTime, TimeSpan.Zero);
    }
}
