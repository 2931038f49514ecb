using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>What came of holding a plan against the original's speed.</summary>
/// <param name="Decisions">The decisions, some with chains that run dense now.</param>
/// <param name="Model">Their network: the one that was measured last.</param>
/// <param name="Report">What happened.</param>
internal sealed record GuaranteedPlan(IReadOnlyList<LayerDecision> Decisions, OnnxModel Model, SpeedGuaranteeReport Report)
{
    /// <summary>The limits that kept layers from running dense.</summary>
    public IReadOnlyList<LimitKind> Holding { get; init; } = [];

    /// <summary>What that said against predicted times; null where nothing was predicted of this machine with these threads, or nothing was refuted.</summary>
    public RefutedTime? Refuted { get; init; }
}
