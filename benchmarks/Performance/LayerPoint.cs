using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A layer by itself as a chain of two stages, measured against the dense layer by itself.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Width">The channels between the stages.</param>
/// <param name="FlopReduction">The dense layer's FLOPs over the chain's.</param>
/// <param name="SpeedUp">The dense layer's latency, and how many times faster the chain is.</param>
internal sealed record LayerPoint(LayerSize Layer, int Width, double FlopReduction, LatencyComparison SpeedUp);
