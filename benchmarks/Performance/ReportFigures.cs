using System.Text.Json;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>What a network stores and computes, from a report that the tool wrote.</summary>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Macs">Multiply-accumulate operations of one run.</param>
/// <param name="Bytes">The size of the file.</param>
internal readonly record struct ReportFigures(long Parameters, long Macs, long Bytes)
{
    /// <summary>The figures of one side of a report.</summary>
    /// <param name="report">The report's file.</param>
    /// <param name="side"><c>before</c> or <c>after</c>.</param>
    public static ReportFigures Read(string report, string side)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement figures = document.RootElement.GetProperty(side);
        return new ReportFigures(Figure("parameters"), Figure("macs"), Figure("bytes"));

        long Figure(string name) => figures.GetProperty(name).GetInt64();
    }
}
