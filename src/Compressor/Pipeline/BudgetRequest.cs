using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Latency;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What a plan has to meet, and what tells how far any plan could go.</summary>
/// <param name="Limits">What the layers' kernels together may use.</param>
/// <param name="File">The limit on the file's size; null for none.</param>
/// <param name="LargestPeak">The limit on activation memory; null for none.</param>
/// <param name="Cost">The network's figures with all layers dense.</param>
/// <param name="Timeline">What is alive while each node runs; null where a size is unknown.</param>
/// <param name="Times">The predicted times of the layers; null where nothing is known of the machine, or not enough of the network.</param>
internal sealed record BudgetRequest(
    AllocationLimits Limits, FileBudget? File, long? LargestPeak, ModelCost Cost, ActivationTimeline? Timeline,
    NetworkTimes? Times)
{
    /// <summary>Whether nothing that an allocation counts is limited.</summary>
    public bool IsUnlimited => Limits is { Parameters: null, Macs: null, Nanoseconds: null } && File is null && LargestPeak is null;

    /// <summary>Whether the times were measured on the board.</summary>
    public bool IsTimeMeasured => Times is { Machine.IsMeasured: true };

    /// <summary>Whether the limit on time must be met. One on an estimate, on times in doubt or of other threads is followed only where it can be.</summary>
    public bool IsTimeHeld => Times is { Machine.HoldsLimits: true };

    /// <summary>Whether candidates are weighed by time: by measured times, or by estimates where the original is estimated beyond its limit.</summary>
    /// <param name="objective">What is sought.</param>
    public bool WeighsTimes(CompressionObjective objective) => Times is { } times
        && ((times.Machine.IsMeasured && objective != CompressionObjective.Flops)
            || times.Layers.Sum(layer => 1e3 * (layer?.Dense.Microseconds ?? 0)) > Limits.Nanoseconds);
}
