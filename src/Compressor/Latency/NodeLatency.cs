using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The time that one node of a network is expected to take.</summary>
public sealed record NodeLatency
{
    /// <summary>The node's name, or its first output's where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The operator.</summary>
    public required string OpType { get; init; }

    /// <summary>Microseconds of one run; null where they are unknown.</summary>
    public required double? Microseconds { get; init; }

    /// <summary>
    /// The time as a convolution's or product's, with the relative error to expect and what it rests on; null of nodes without arithmetic to
    /// speak of, and where the time is unknown.
    /// </summary>
    public StagePrediction? Stage { get; init; }

    /// <summary>Why the time is unknown; null where it is known.</summary>
    public string? UnknownReason { get; init; }
}
