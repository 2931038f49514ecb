using System.Text.Json;
using System.Text.Json.Serialization;

namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>Code that reads a report, generated when the sample is built: a trimmed application has no reflection to do it by.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CompressionReport))]
internal sealed partial class CompressionReportContext : JsonSerializerContext;
