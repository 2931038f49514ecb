namespace RsdtrEdge.Integration.Tests.Samples.Otlp;

/// <summary>One request to a collector.</summary>
/// <param name="Path">Where it was sent.</param>
/// <param name="Metrics">What it held.</param>
internal sealed record OtlpExport(string Path, IReadOnlyList<OtlpMetric> Metrics);
