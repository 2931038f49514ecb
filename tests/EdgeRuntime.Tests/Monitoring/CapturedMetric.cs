using System.Diagnostics.Metrics;

namespace RsdtrEdge.Runtime.Tests.Monitoring;

/// <summary>One measurement.</summary>
/// <param name="Instrument">What published it.</param>
/// <param name="Value">The value.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record CapturedMetric(Instrument Instrument, double Value, IReadOnlyDictionary<string, string?> Tags);
