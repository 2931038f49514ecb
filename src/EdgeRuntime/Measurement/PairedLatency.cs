using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>What two models take, measured in turns.</summary>
public sealed record PairedLatency
{
    /// <summary>
    /// How many times faster the subject is: the median, over pairs of neighbouring blocks, of the other model's block median divided by
    /// the subject's. Above 1 the subject is the faster one.
    /// </summary>
    public required double Speedup { get; init; }

    /// <summary>The lower quartile of those ratios; null below 4 pairs.</summary>
    public double? SpeedupLow { get; init; }

    /// <summary>The upper quartile of those ratios; null below 4 pairs.</summary>
    public double? SpeedupHigh { get; init; }

    /// <summary>The number of pairs of blocks.</summary>
    public required int Pairs { get; init; }

    /// <summary>The median run of the subject, in milliseconds.</summary>
    public required double SubjectMs { get; init; }

    /// <summary>The median run of the model that it is compared with, in milliseconds.</summary>
    public required double AgainstMs { get; init; }

    /// <summary>Whether the figures must not be relied on.</summary>
    public bool Void => VoidReasons.Length > 0;

    /// <summary>Why not.</summary>
    public ImmutableArray<string> VoidReasons { get; init; } = [];
}
