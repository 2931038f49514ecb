using RsdtrEdge.Compressor.Costs;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>What a network stores and computes for one image; null where a figure is unknown.</summary>
/// <param name="Parameters">Stored floating-point numbers.</param>
/// <param name="Macs">Multiply-accumulate operations.</param>
/// <param name="Flops">Floating-point operations, 2 x MACs.</param>
/// <param name="Bytes">The size of the model as one file.</param>
/// <param name="PeakActivationBytes">An estimate of the most memory that activations take at once.</param>
public sealed record CostFigures(long Parameters, long? Macs, long? Flops, long Bytes, long? PeakActivationBytes)
{
    /// <summary>The figures of a measured model.</summary>
    public static CostFigures Of(ModelCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return new CostFigures(cost.Parameters, cost.Macs, cost.Flops, cost.Bytes, cost.PeakActivationBytes);
    }
}
