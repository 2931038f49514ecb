using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>What came of holding a plan against the original's speed.</summary>
/// <param name="Decisions">The decisions, some with chains that run dense now.</param>
/// <param name="Model">Their network: the one that was measured last.</param>
/// <param name="Report">What happened.</param>
internal sealed record GuaranteedPlan(IReadOnlyList<LayerDecision> Decisions, OnnxModel Model, SpeedGuaranteeReport Report);
