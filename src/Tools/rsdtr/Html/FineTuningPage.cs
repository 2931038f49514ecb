using System.Xml.Linq;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Tools.Rsdtr.Html.Sections;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>The report of a fine-tuning as a page.</summary>
internal static class FineTuningPage
{
    /// <summary>The page's text; equal reports give equal bytes.</summary>
    /// <param name="report">What the training did.</param>
    public static string ToHtml(FineTuningReport report)
    {
        XElement header = new(
            "header",
            new XElement("p", new XAttribute("class", "kind"), "Fine-tuning report"),
            new XElement("h1", Tag.Code(report.Source.File)),
            Tag.Facts("facts", ("file hash (XxHash128)", report.Source.XxHash128), ("parameters", KnownFigures.Count(report.Parameters)), ("FLOPs (2 x MACs)", KnownFigures.Count(report.Flops))));
        return HtmlPage.Write($"{report.Source.File}: fine-tuning report", header, [TrainingSection.Of(report)], PageFooter.Of(report.Schema));
    }
}
