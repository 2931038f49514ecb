namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>What this project asks of itself in one respect, and what was found.</summary>
/// <param name="What">What is asked for.</param>
/// <param name="Asked">The figure that is asked for.</param>
/// <param name="Found">The figure that was found, or why there is none.</param>
/// <param name="IsMet">Whether the bar is met; null where too little was measured to tell.</param>
internal readonly record struct BarOutcome(string What, string Asked, string Found, bool? IsMet);
