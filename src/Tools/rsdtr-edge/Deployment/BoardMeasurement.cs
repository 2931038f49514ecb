using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>What a measurement on the board gave.</summary>
/// <param name="Report">The report.</param>
/// <param name="Missed">Why the budget is not met, in the board's words; null where it is, and where there is none.</param>
/// <param name="Error">What the board said beside it, its warnings among that.</param>
internal sealed record BoardMeasurement(LatencyReport Report, string? Missed, string Error);
