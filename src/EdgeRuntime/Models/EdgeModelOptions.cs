using System.Collections.Immutable;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Models;

/// <summary>How an <see cref="EdgeModel"/> is loaded and run.</summary>
public sealed record EdgeModelOptions
{
    /// <summary>How the session is made: threads, optimization and the like.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>
    /// The input's shape, where the model leaves more open than the batch size, or for a batch of more than one;
    /// empty: the model's own, with a batch of one.
    /// </summary>
    public ImmutableArray<long> InputShape { get; init; } = [];

    /// <summary>Takes in how long each run lasts; null: nobody. Several models may share one.</summary>
    public LatencyMonitor? Monitor { get; init; }

    /// <summary>What the model is called in metrics (<see cref="RuntimeMetrics"/>); null: the file's name without its ending, or the graph's name.</summary>
    public string? ModelName { get; init; }

    /// <summary>What the machine is called in metrics; null: the board's own name, where it has one.</summary>
    public string? DeviceName { get; init; }
}
