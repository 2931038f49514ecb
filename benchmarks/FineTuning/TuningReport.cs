using System.Text.Json;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What a training did, from a report that the tool wrote.</summary>
/// <param name="Seconds">What the steps of all epochs took, without judging, those before an interruption included.</param>
/// <param name="ImagesPerSecond">Images trained with a second, over all epochs; null where none was finished.</param>
/// <param name="BestEpoch">The epoch whose network was kept; 0: none was better than the network as it was.</param>
/// <param name="Curve">The network after each epoch, on the images that were held out.</param>
internal sealed record TuningReport(double Seconds, double? ImagesPerSecond, int BestEpoch, IReadOnlyList<CurvePoint> Curve)
{
    /// <summary>Reads a report.</summary>
    /// <param name="report">The file, <c>rsdtr-finetune/1</c>.</param>
    public static TuningReport Read(string report)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement[] epochs = [.. document.RootElement.GetProperty("epochs").EnumerateArray()];
        return new TuningReport(
            epochs.Sum(epoch => epoch.GetProperty("seconds").GetDouble()), Figure(document.RootElement, "imagesPerSecond"),
            document.RootElement.GetProperty("bestEpoch").GetInt32(), [.. epochs.Select(Point)]);
    }

    private static CurvePoint Point(JsonElement epoch)
    {
        JsonElement judged = epoch.GetProperty("heldOut");
        return new CurvePoint(epoch.GetProperty("epoch").GetInt32(), Figure(judged, "top1"), Figure(judged, "agreement"));
    }

    private static double? Figure(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
