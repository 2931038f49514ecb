using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>The compressed network's speed beside the original's, measured in turns in one process.</summary>
/// <param name="Speedup">How many times faster the compressed network is: the median over pairs of neighbouring blocks of runs.</param>
/// <param name="SpeedupLow">The lower quartile of those ratios; null below 4 pairs.</param>
/// <param name="SpeedupHigh">The upper quartile of those ratios; null below 4 pairs.</param>
/// <param name="Pairs">The number of pairs.</param>
/// <param name="OriginalMs">The original's median run, in milliseconds.</param>
/// <param name="CompressedMs">The compressed network's median run, in milliseconds.</param>
/// <param name="Void">Whether the processor was held back or busy with other things, so that the times must not be relied on.</param>
/// <param name="VoidReasons">Why not.</param>
public sealed record SpeedFigures(
    double Speedup, double? SpeedupLow, double? SpeedupHigh, int Pairs, double OriginalMs, double CompressedMs, bool Void, IReadOnlyList<string> VoidReasons)
{
    /// <summary>The figures of a measurement.</summary>
    internal static SpeedFigures Of(PairedLatency latency) => new(
        latency.Speedup, latency.SpeedupLow, latency.SpeedupHigh, latency.Pairs, latency.AgainstMs, latency.SubjectMs, latency.Void, latency.VoidReasons);
}
