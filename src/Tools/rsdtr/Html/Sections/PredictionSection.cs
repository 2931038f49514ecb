using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>The time that the network is predicted to take: apart from what was measured, and called an estimate where it is one.</summary>
internal static class PredictionSection
{
    /// <summary>How a predicted time is called.</summary>
    /// <param name="latency">The prediction; null where there is none for the whole network.</param>
    public static string Word(LatencyReport? latency) => latency is { IsEstimate: true } ? "estimated" : "predicted";

    /// <summary>The section; null where nothing is predicted.</summary>
    public static XElement? Of(CompressionReport report)
    {
        if (report.Allocation?.Latency is not { } latency)
        {
            return null;
        }

        string word = Word(latency);
        double? limit = report.Budget?.LatencyMs;
        HtmlTable table = new(
            $"Median of one image, {(latency.IsEstimate ? "an estimate: nothing was measured on the board" : "predicted from times measured on the board")}",
            "figure", $"{word} before", $"{word} after", "speed", "limit", "<limit kept");
        table.Add(
            "milliseconds", Figures.Milliseconds(latency.BeforeMs), Figures.Milliseconds(latency.AfterMs), Figures.Speedup(latency.BeforeMs / latency.AfterMs),
            limit is null ? "" : Figures.Milliseconds(limit), LimitMark.Of(limit is not null, latency.AfterMs <= limit));
        return Tag.Section(
            "prediction", latency.IsEstimate ? "Time (estimate)" : "Time (prediction)", table.ToElement(),
            Tag.Facts(
                "facts",
                [
                    ("from", CompressionText.Source(latency)),
                    ("threads", latency.Threads.ToString(CultureInfo.InvariantCulture)),
                    .. latency.IsEstimate ? [] : ((string, object?)[])[("board", latency.Board), ("ONNX Runtime there", latency.OnnxRuntime)],
                ]),
            limit is null ? null : Tag.Note("The limit is of the percentile that the budget file names, the prediction of the median: rsdtr-edge bench --budget measures on the board."));
    }
}
