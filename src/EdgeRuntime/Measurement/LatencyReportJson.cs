using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>The JSON form of a <see cref="LatencyReport"/>: camelCase, unknown figures as null.</summary>
public static class LatencyReportJson
{
    /// <summary>The report as indented JSON, ending with a line break.</summary>
    /// <param name="report">The report.</param>
    public static string Write(LatencyReport report) => JsonSerializer.Serialize(report, LatencyReportContext.Default.LatencyReport) + "\n";

    /// <summary>Reads a report. It may be any file: nothing that must be there is left out or null.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="JsonException">It is not such a report.</exception>
    public static LatencyReport Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonNulls.RefuseInLists(document.RootElement);
        return document.RootElement.Deserialize(LatencyReportContext.Default.LatencyReport) ?? throw new JsonException("The report is null.");
    }

    /// <summary>Reads a report from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">RSDTR4010: it cannot be read, or is no report of a version that is known here.</exception>
    public static LatencyReport Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            LatencyReport report = Read(File.ReadAllText(path));
            return report.Schema is > 0 and <= LatencyReport.CurrentSchema
                ? report
                : throw new RsdtrException(
                    RuntimeDiagnostics.BaselineUnusable, $"the report is of version {report.Schema}, known here are 1 to {LatencyReport.CurrentSchema}", path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RsdtrException(RuntimeDiagnostics.BaselineUnusable, $"the report cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>Writes a report to a file, whole or not at all.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">RSDTR3001: it cannot be written.</exception>
    public static void Save(LatencyReport report, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, Write(report));
    }
}
