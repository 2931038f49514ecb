using System.Text.Json;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>What a network stores and computes, from a report that the tool wrote.</summary>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Macs">Multiply-accumulate operations of one run.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Layers">The layers that may be factorized, each once.</param>
internal readonly record struct ReportFigures(long Parameters, long Macs, long Bytes, int Layers)
{
    // What a file may take beyond its numbers: this share of them, and so much a layer for names and nodes.
    private const double AllowedShare = 0.03;
    private const int AllowedLayerBytes = 2048;

    /// <summary>The size of the numbers alone.</summary>
    public long ParameterBytes => sizeof(float) * Parameters;

    /// <summary>Whether the file is as small as its numbers, but for 3 % and 2 KB a layer.</summary>
    public bool IsFileSmall => Bytes <= ((1 + AllowedShare) * ParameterBytes) + ((long)AllowedLayerBytes * Layers);

    /// <summary>The figures of one side of a report.</summary>
    /// <param name="report">The report's file.</param>
    /// <param name="side"><c>before</c> or <c>after</c>.</param>
    public static ReportFigures Read(string report, string side)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement figures = document.RootElement.GetProperty(side);
        return new ReportFigures(Figure("parameters"), Figure("macs"), Figure("bytes"), document.RootElement.GetProperty("layers").GetArrayLength());

        long Figure(string name) => figures.GetProperty(name).GetInt64();
    }
}
