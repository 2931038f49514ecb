using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Html.Sections;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>The report of a compression as a page.</summary>
internal static class CompressionPage
{
    /// <summary>The page's text; equal reports give equal bytes.</summary>
    /// <param name="report">What the compression did.</param>
    public static string ToHtml(CompressionReport report)
    {
        XElement?[] sections =
        [
            CostSection.Of(report),
            OutputSection.Of(report),
            PredictionSection.Of(report),
            SpeedSection.Of(report.Guarantee),
            .. LayerSections.Of(report),
            AllocationSection.Of(report),
            TrainingSection.Of(report.FineTuning),
            SourceSection.Of(report),
        ];
        return HtmlPage.Write($"{report.Source.File}: compression report", SummarySection.Of(report), sections, PageFooter.Of(report.Schema));
    }
}
