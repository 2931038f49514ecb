using System.Text.Json;

namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>What the build wrote about the compression: the parts of the report that this program shows.</summary>
/// <param name="Before">The original network.</param>
/// <param name="After">The compressed one.</param>
/// <param name="Receipt">How the two compare; null where they could not be run.</param>
/// <param name="Verdict">met, passedThrough (the network was within its budget already) or notMet.</param>
internal sealed record CompressionReport(ModelFigures Before, ModelFigures After, CompressionReceipt? Receipt, string Verdict)
{
    /// <summary>Reads the report.</summary>
    /// <param name="path">The JSON file that the metadatum ReportLink of the project's item names.</param>
    public static CompressionReport Load(string path) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), CompressionReportContext.Default.CompressionReport) ?? throw new JsonException($"{path} holds no report.");
}
