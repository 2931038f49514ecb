namespace RsdtrEdge.Runtime.Devices;

/// <summary>An upper limit on a percentile of the measured time of one inference.</summary>
/// <param name="Percentile">The percentile that is held, above 0 and below 100, such as 90.</param>
/// <param name="Limit">The most that it may be, in milliseconds, above 0.</param>
/// <param name="Threads">The threads that it is measured with, 1 or more; null: as many as the board has cores.</param>
public sealed record LatencyLimit(double Percentile, double Limit, int? Threads);
