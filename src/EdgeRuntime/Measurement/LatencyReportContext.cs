using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Serialization code that is generated when this library is built, so that it needs no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LatencyReport))]
internal sealed partial class LatencyReportContext : JsonSerializerContext;
