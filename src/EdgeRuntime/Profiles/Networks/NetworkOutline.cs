using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Profiles.Networks;

/// <summary>
/// A whole network as far as its time depends on it: the graph without the numbers of its kernels and matrices, which are small enough to travel
/// with a list of stages. It is timed with random weights.
/// </summary>
public sealed record NetworkOutline
{
    /// <summary>
    /// What names the network's nodes that are no stages: 32 hexadecimal digits, the same for the network and for all that it is compressed
    /// to.
    /// </summary>
    public required string Rest { get; init; }

    /// <summary>The stages of the network as it is, each shape once.</summary>
    public required ImmutableArray<StageCount> Stages { get; init; }

    /// <summary>The weights that <see cref="Graph"/> lacks.</summary>
    public required ImmutableArray<OutlineWeight> Weights { get; init; }

    /// <summary>The ONNX model without those weights, with one float32 input of known shape.</summary>
    public required ReadOnlyMemory<byte> Graph { get; init; }
}
