using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>A report that a user named: of a compression or of a fine-tuning. It may be any file, so that all of it is checked.</summary>
public sealed record GivenReport
{
    private const string SchemaKey = "schema";
    private const string Expected = $"expected is {CompressionReport.CurrentSchema} or {FineTuningReport.CurrentSchema}";
    private const string Remedy = "write it anew with rsdtr compress --report, a build or rsdtr finetune --report";

    // A report is read as it is written, but nothing may be left out and no null stand where a figure must be.
    private static readonly JsonSerializerOptions StrictOptions = Strict();

    private GivenReport()
    {
    }

    /// <summary>The report of a compression; null for one of a fine-tuning.</summary>
    public CompressionReport? Compression { get; private init; }

    /// <summary>The report of a fine-tuning; null for one of a compression.</summary>
    public FineTuningReport? FineTuning { get; private init; }

    /// <summary>Reads a report of either kind, which its <c>schema</c> tells.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">It cannot be read, or is no report of this version (RSDTR3010).</exception>
    public static GivenReport Read(string path)
    {
        byte[] content = Content(path);
        // Editors on Windows put a byte order mark in front, which JSON does not have.
        ReadOnlyMemory<byte> json = content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsMemory(3) : content;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement, path);
        }
        catch (JsonException exception)
        {
            throw Refuse($"is no JSON: {exception.Message.TrimEnd('.')}; {Expected}: {Remedy}", path, exception);
        }
    }

    private static byte[] Content(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = exception is FileNotFoundException or DirectoryNotFoundException ? "it does not exist"
                : Directory.Exists(path) ? "it is a folder"
                : exception.Message.TrimEnd('.');
            throw Refuse($"cannot be read: {reason}; {Expected}: give the file that rsdtr compress --report, a build or rsdtr finetune --report wrote", path, exception);
        }
    }

    private static GivenReport Read(JsonElement root, string path)
    {
        string? schema = root.ValueKind == JsonValueKind.Object && root.TryGetProperty(SchemaKey, out JsonElement named) && named.ValueKind == JsonValueKind.String
            ? named.GetString()
            : null;
        if (schema is not (CompressionReport.CurrentSchema or FineTuningReport.CurrentSchema))
        {
            throw Refuse($"{(schema is null ? $"has no \"{SchemaKey}\"" : $"is of the schema '{schema}'")}; {Expected}: {Remedy}", path);
        }

        try
        {
            JsonNulls.RefuseInLists(root);
            return schema == CompressionReport.CurrentSchema
                ? new GivenReport { Compression = Checked(root.Deserialize<CompressionReport>(StrictOptions)!) }
                : new GivenReport { FineTuning = root.Deserialize<FineTuningReport>(StrictOptions)! };
        }
        catch (Exception exception) when (exception is JsonException or OverflowException)
        {
            throw Refuse($"does not hold what {schema} demands: {exception.Message.TrimEnd('.')}: {Remedy}", path, exception);
        }
    }

    // Sizes that no layer has are told here, where the file is known.
    private static CompressionReport Checked(CompressionReport report)
    {
        foreach (LayerReport layer in report.Layers)
        {
            if (layer.Shape.Any(size => size < 0) || layer.DenseParameters < 0)
            {
                throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"the shape {string.Join('x', layer.Shape)} of '{layer.Name}' is impossible"));
            }
        }

        return report;
    }

    private static RsdtrException Refuse(string what, string path, Exception? cause = null) =>
        new(ToolDiagnostics.ReportUnreadable, $"The report {what}.", path, (int)Math.Min(LineOf(cause) + 1, int.MaxValue), cause);

    private static long LineOf(Exception? cause) => cause is JsonException { LineNumber: { } line } ? line : 0;

    private static JsonSerializerOptions Strict()
    {
        JsonSerializerOptions options = new(ReportFile.ReadOptions) { RespectRequiredConstructorParameters = true };
        options.Converters.Clear();
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
