using System.Runtime.InteropServices;

namespace RsdtrEdge.Integration.Tests.Samples.Otlp;

/// <summary>
/// Reads an ExportMetricsServiceRequest by the field numbers of opentelemetry-proto: request 1 resource_metrics; ResourceMetrics 1 resource, 2 scope_metrics;
/// ScopeMetrics 1 scope, 2 metrics; Metric 1 name, 3 unit, 5 gauge, 7 sum, 9 histogram, each with 1 data_points; NumberDataPoint 4 as_double, 6 as_int,
/// 7 attributes; HistogramDataPoint 4 count, 7 explicit_bounds, 9 attributes.
/// </summary>
internal static class OtlpMetrics
{
    /// <summary>All data points of a request.</summary>
    public static IReadOnlyList<OtlpMetric> Parse(byte[] body) =>
    [
        .. from resourceMetrics in new WireMessage(body).Messages(1)
           let resource = Attributes(resourceMetrics.Messages(1).SelectMany(resource => resource.Messages(1)))
           from scopeMetrics in resourceMetrics.Messages(2)
           let scope = scopeMetrics.Messages(1).Single().Text(1)
           from metric in scopeMetrics.Messages(2)
           from point in Numbers(metric).Concat(Histograms(metric))
           select new OtlpMetric(resource, scope, metric.Text(1), metric.Text(3), point.Attributes, point.Value, point.Bounds),
    ];

    private static IEnumerable<(Dictionary<string, string> Attributes, double Value, double[] Bounds)> Numbers(WireMessage metric) =>
        from data in metric.Messages(5).Concat(metric.Messages(7))
        from point in data.Messages(1)
        let value = point.Bits(4) is { } bits ? BitConverter.UInt64BitsToDouble(bits) : (long)point.Bits(6)!.Value
        select (Attributes(point.Messages(7)), value, Array.Empty<double>());

    private static IEnumerable<(Dictionary<string, string> Attributes, double Value, double[] Bounds)> Histograms(WireMessage metric) =>
        from data in metric.Messages(9)
        from point in data.Messages(1)
        select (Attributes(point.Messages(9)), (double)point.Bits(4)!.Value, MemoryMarshal.Cast<byte, double>(point.Bytes(7)).ToArray());

    // KeyValue: 1 key, 2 value; AnyValue: 1 string_value, the only kind that the sample sends of its own.
    private static Dictionary<string, string> Attributes(IEnumerable<WireMessage> pairs) =>
        pairs.ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Single().Text(1));
}
