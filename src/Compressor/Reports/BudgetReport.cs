using System.Text.Json.Serialization;
using RsdtrEdge.Compressor.Costs;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>The limits as they apply to the model: percentages resolved against the original; null is no limit.</summary>
/// <param name="Name">The budget's name; empty where limits came from options alone.</param>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="ModelBytes">File size.</param>
/// <param name="PeakActivationBytes">Activation memory.</param>
/// <param name="MaxOutputError">Relative output error.</param>
/// <param name="MinAgreement">Share of equal predictions.</param>
public sealed record BudgetReport(
    string Name, long? Parameters, long? Flops, long? ModelBytes, long? PeakActivationBytes, double? MaxOutputError, double? MinAgreement)
{
    /// <summary>Multiply-accumulate operations within the limit on <see cref="Flops"/>.</summary>
    [JsonIgnore]
    public long? Macs => ConvolutionCost.Macs(Flops);

    /// <summary>Milliseconds of one image, at the percentile that the budget file names; predictions are of the median.</summary>
    public double? LatencyMs { get; init; }
}
