using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Diagnostics;
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
        // Said here and not left to the first use, so that the schema can be asked for before anything is written.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How they are read: as they are written, but no null stands where a figure must be.</summary>
    internal static JsonSerializerOptions ReadOptions { get; } = new(Options) { RespectNullableAnnotations = true };

    /// <summary>The report as JSON text.</summary>
    public static string ToJson(CompressionReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <inheritdoc cref="ToJson(CompressionReport)"/>
    public static string ToJson(FineTuningReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <summary>Reads the report of a compression.</summary>
    /// <param name="path">The file, as <see cref="Write(CompressionReport, string)"/> wrote it.</param>
    /// <exception cref="RsdtrException">It cannot be read, or is no report of this version (RSDTR3005).</exception>
    public static CompressionReport Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonNulls.RefuseInLists(document.RootElement);
            CompressionReport? report = document.RootElement.Deserialize<CompressionReport>(ReadOptions);
            return report?.Schema == CompressionReport.CurrentSchema ? report : throw new JsonException($"its schema is not {CompressionReport.CurrentSchema}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RsdtrException(
                ToolDiagnostics.InternalError, $"The report cannot be read: {exception.Message.TrimEnd('.')}. Rebuild the project.", path, innerException: exception);
        }
    }

    /// <summary>Writes a report whole or not at all.</summary>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(CompressionReport report, string path) => AtomicFile.WriteText(path, ToJson(report));

    /// <inheritdoc cref="Write(CompressionReport, string)"/>
    public static void Write(FineTuningReport report, string path) => AtomicFile.WriteText(path, ToJson(report));
}
