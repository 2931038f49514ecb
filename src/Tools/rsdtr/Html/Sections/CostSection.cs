using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>What the network stores and computes, before and after, beside its limits.</summary>
internal static class CostSection
{
    /// <summary>The section.</summary>
    public static XElement Of(CompressionReport report)
    {
        HtmlTable table = new("Figures for one image, and the limits that apply to them", "figure", "before", "after", "of before", "limit", "of limit", "<limit kept");
        void Row(string name, long? before, long? after, long? limit) => table.Add(
            name, KnownFigures.Count(before), KnownFigures.Count(after), KnownFigures.Share(after, before),
            limit is null ? "" : KnownFigures.Count(limit), limit is null ? "" : KnownFigures.Share(after, limit), LimitMark.Of(limit is not null, after is { } figure ? figure <= limit : null));
        Row("parameters", report.Before.Parameters, report.After.Parameters, report.Budget?.Parameters);
        Row("MACs", report.Before.Macs, report.After.Macs, report.Budget?.Flops / 2);
        Row("FLOPs (2 x MACs)", report.Before.Flops, report.After.Flops, report.Budget?.Flops);
        Row("bytes", report.Before.Bytes, report.After.Bytes, report.Budget?.ModelBytes);
        Row("peak activation bytes (estimate)", report.Before.PeakActivationBytes, report.After.PeakActivationBytes, report.Budget?.PeakActivationBytes);
        return Tag.Section("costs", "Size and work", table.ToElement(), report.Budget is null ? Tag.Note("No limits were given.") : null);
    }
}
