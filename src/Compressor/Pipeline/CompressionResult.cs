using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What a compression gave.</summary>
/// <param name="Model">The network; null where there is none to use: the limits are not met and the nearest was not wanted.</param>
/// <param name="Report">What was done.</param>
/// <param name="Diagnostics">The gate's verdict: errors for breached limits, warnings for limits that could not be checked.</param>
public sealed record CompressionResult(OnnxModel? Model, CompressionReport Report, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether all limits that could be checked are met.</summary>
    public bool MeetsBudget => Report.Verdict != Verdict.NotMet;
}
