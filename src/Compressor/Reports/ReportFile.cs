using System.Text.Json;
using System.Text.Json.Serialization;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>Reads and writes reports: camelCase JSON, indented, null where a figure is unknown.</summary>
public static class ReportFile
{
    /// <summary>How reports are written; docs/schemas tells editors the same.</summary>
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = null,
        WriteIndented = true,
        // An output error may be infinite: "Infinity", which JSON's numbers cannot say.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report as JSON text.</summary>
    public static string ToJson(CompressionReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <inheritdoc cref="ToJson(CompressionReport)"/>
    public static string ToJson(FineTuningReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <summary>Writes a report whole or not at all.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(CompressionReport report, string path) => AtomicFile.WriteText(path, ToJson(report));

    /// <inheritdoc cref="Write(CompressionReport, string)"/>
    public static void Write(FineTuningReport report, string path) => AtomicFile.WriteText(path, ToJson(report));
}
