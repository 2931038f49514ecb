using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>What the compressed network is held against, and what it may become.</summary>
internal sealed record SpeedRequest
{
    /// <summary>The canonical original.</summary>
    public required OnnxModel Original { get; init; }

    /// <summary>What makes the network of decisions.</summary>
    public required NetworkAssembly Assembly { get; init; }

    /// <summary>What times networks.</summary>
    public required IPairedMeasurement Measurement { get; init; }

    /// <summary>The limit that forbids decisions, null where none does; asked of those with one more layer that runs dense, and with whether the measurement that calls for it is void.</summary>
    public required Func<IReadOnlyList<LayerDecision>, bool, LimitKind?> Forbids { get; init; }

    /// <summary>Threads of an operator, as the measurement uses them.</summary>
    public required int Threads { get; init; }

    /// <summary>About how long all measurements may take together.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Hears how many measurements of the whole network are done, and of how many at most; may be null.</summary>
    public Action<int, int>? Progress { get; init; }
}
