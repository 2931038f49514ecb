using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>What the network stores and computes, before and after, beside its limits.</summary>
internal static class CostSection
{
    /// <summary>The section.</summary>
    public static XElement Of(CompressionReport report)
    {
        HtmlTable table = new("Figures for one image, and the limits that apply to them", "figure", "before", "after", "of before", "limit", "of limit", "<limit kept");
        foreach ((string name, long? before, long? after, long? limit) in FigureRow.Of(report))
        {
            table.Add(
                name, KnownFigures.Count(before), KnownFigures.Count(after), KnownFigures.Share(after, before),
                limit is null ? "" : KnownFigures.Count(limit), limit is null ? "" : KnownFigures.Share(after, limit), LimitMark.Of(limit is not null, after is { } figure ? figure <= limit : null));
        }

        return Tag.Section("costs", "Size and work", table.ToElement(), report.Budget is null ? Tag.Note("No limits were given.") : null);
    }
}
