using System.Collections.Immutable;
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
}
