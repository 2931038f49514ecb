using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Costs;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What a plan has to meet, and what tells how far any plan could go.</summary>
/// <param name="Limits">What the layers' kernels together may use.</param>
/// <param name="File">The limit on the file's size; null for none.</param>
/// <param name="LargestPeak">The limit on activation memory; null for none.</param>
/// <param name="Cost">The network's figures with all layers dense.</param>
/// <param name="Timeline">What is alive while each node runs; null where a size is unknown.</param>
internal sealed record BudgetRequest(
    AllocationLimits Limits, FileBudget? File, long? LargestPeak, ModelCost Cost, ActivationTimeline? Timeline)
{
    /// <summary>Whether nothing is limited.</summary>
    public bool IsUnlimited => Limits is { Parameters: null, Macs: null } && File is null && LargestPeak is null;
}
