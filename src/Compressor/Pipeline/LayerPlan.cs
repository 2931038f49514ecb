using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>The decisions for all layers.</summary>
/// <param name="Decisions">One for each layer, in the order of execution.</param>
/// <param name="Allocation">How good the choice is; null where nothing was allocated.</param>
internal sealed record LayerPlan(IReadOnlyList<LayerDecision> Decisions, AllocationReport? Allocation)
{
    /// <summary>What is known where the limits are not met; null where nothing was allocated.</summary>
    public AllocationReach? Reach { get; init; }
}
