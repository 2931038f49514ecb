using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>What runs through one binding take beside the same calls from C.</summary>
/// <param name="Microseconds">The median run.</param>
/// <param name="Ratios">Its time over C's: median and quartiles over rounds of a block of each.</param>
/// <param name="BytesARun">What a run allocates on .NET's heap.</param>
internal sealed record RunSide(double Microseconds, SpeedupQuartiles Ratios, double BytesARun);
