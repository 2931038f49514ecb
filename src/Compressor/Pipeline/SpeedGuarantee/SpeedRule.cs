using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>When a network counts as slower than the original.</summary>
internal static class SpeedRule
{
    /// <summary>What the medians of two measurements of the same network may differ by.</summary>
    public const double Margin = 0.02;

    /// <summary>
    /// Whether the median speed-up is below 1 by more than the margin, or below 1 with three quarters of the pairs: what noise leaves on
    /// both sides of 1 is not slower.
    /// </summary>
    public static bool IsSlower(PairedLatency latency) => IsFarSlower(latency) || (latency.Speedup < 1 && !(latency.SpeedupHigh >= 1));

    /// <summary>Whether the median speed-up is below 1 by more than the margin.</summary>
    public static bool IsFarSlower(PairedLatency latency) => latency.Speedup < 1 - Margin;
}
