using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Html.Charts;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>The head of a page: the network, the verdict, and what is left of it.</summary>
internal static class SummarySection
{
    /// <summary>The head.</summary>
    public static XElement Of(CompressionReport report) => new(
        "header",
        new XElement("p", new XAttribute("class", "kind"), "Compression report"),
        new XElement("h1", Tag.Code(report.Source.File)),
        Verdict(report),
        Tag.Facts(
            "tiles",
            ("parameters", Left("share-parameters", "parameters", report.Before.Parameters, report.After.Parameters, report.Budget?.Parameters)),
            ("FLOPs", Left("share-flops", "FLOPs", report.Before.Flops, report.After.Flops, report.Budget?.Flops)),
            ("bytes of the file", Left("share-bytes", "bytes", report.Before.Bytes, report.After.Bytes, report.Budget?.ModelBytes)),
            ("relative output error", Output(report))));

    // The sign says it to those who tell no colours apart, the words to all.
    private static XElement Verdict(CompressionReport report)
    {
        string sign = report.Verdict switch
        {
            Compressor.Reports.Verdict.Met => "\u2713",
            Compressor.Reports.Verdict.PassedThrough => "=",
            _ => "\u2717",
        };
        string text = CompressionText.Of(report.Verdict, report.Budget is not null);
        string budget = report.Budget?.Name is { Length: > 0 } name ? $" ({name})" : "";
        return new XElement(
            "p", new XAttribute("class", $"verdict {JsonName(report.Verdict)}"),
            new XElement("span", new XAttribute("aria-hidden", "true"), sign), $" {text}{budget}");
    }

    private static string JsonName(Verdict verdict) => verdict switch
    {
        Compressor.Reports.Verdict.Met => "met",
        Compressor.Reports.Verdict.PassedThrough => "passedThrough",
        _ => "notMet",
    };

    private static object?[] Left(string id, string unit, long? before, long? after, long? limit)
    {
        string text = $"{KnownFigures.Count(after) ?? Tag.Dash} of {KnownFigures.Count(before) ?? Tag.Dash}{(limit is null ? "" : $", limit {Figures.Count(limit)}")}";
        return
        [
            new XElement("strong", Tag.Known(KnownFigures.Share(after, before))), new XElement("span", text),
            before is { } whole && after is { } part ? ShareBar.Draw(id, $"{text} {unit}", whole, part, limit) : null,
        ];
    }

    private static object?[] Output(CompressionReport report) => report.Receipt is { } receipt
        ?
        [
            new XElement("strong", Figures.Error(receipt.OutputError)),
            new XElement("span", $"on {CompressionText.Inputs(receipt)}{(report.Budget?.MaxOutputError is { } most ? $", limit {Figures.Error(most)}" : "")}"),
        ]
        : [new XElement("strong", Tag.Known(null)), new XElement("span", report.Verdict == Compressor.Reports.Verdict.PassedThrough ? "the original's outputs" : "not compared")];
}
