using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Measurement;

/// <summary>A model of a paired measurement.</summary>
/// <param name="Figures">Its latency.</param>
/// <param name="First">The latency of the run's first model, and how many times faster than it this one is; 1 of the first itself.</param>
/// <param name="LoadMs">The median time of loading it, several times in turns with the others.</param>
internal sealed record PairedSubject(LatencyFigures Figures, LatencyComparison First, double LoadMs);
