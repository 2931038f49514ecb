namespace RsdtrEdge.Compressor.Gate;

/// <summary>The time that a network is expected to take on the machine it is for: of the median of a run with one image.</summary>
/// <param name="Milliseconds">The time.</param>
/// <param name="Source">What it comes from, such as "profile pi4.profile.json, 4 threads".</param>
/// <param name="IsEstimate">Whether nothing was measured on the machine.</param>
/// <param name="IsNetworkTimed">Whether the network, or the one that it was compressed from, was timed there as a whole.</param>
public sealed record PredictedLatency(double Milliseconds, string Source, bool IsEstimate, bool IsNetworkTimed = false);
