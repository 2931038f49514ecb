namespace RsdtrEdge.Integration.Tests.Samples.Otlp;

/// <summary>One data point of a metric.</summary>
/// <param name="Resource">Attributes of what sent it.</param>
/// <param name="Scope">The meter.</param>
/// <param name="Name">The instrument.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Attributes">The tags.</param>
/// <param name="Value">The value; of a histogram the number of measurements.</param>
/// <param name="Bounds">The bounds of a histogram's buckets; empty for others.</param>
internal sealed record OtlpMetric(
    IReadOnlyDictionary<string, string> Resource,
    string Scope,
    string Name,
    string Unit,
    IReadOnlyDictionary<string, string> Attributes,
    double Value,
    IReadOnlyList<double> Bounds);
