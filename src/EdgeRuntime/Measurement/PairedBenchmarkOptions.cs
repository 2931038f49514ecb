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

    /// <summary>Checks the figures.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is too small.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUp, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumPairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumTime, TimeSpan.Zero);
    }
}
