using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>How good the choice is, and how far any choice could go.</summary>
internal static class AllocationSection
{
    /// <summary>The section; null where nothing was allocated.</summary>
    public static XElement? Of(CompressionReport report)
    {
        if (report.Allocation is not { } allocation)
        {
            return null;
        }

        return Tag.Section(
            "allocation", "The choice",
            Tag.Facts(
                "facts",
                ("sought within the limits", allocation.Objective),
                ("steering", CompressionText.Steering(allocation)),
                ("loss of the choice", Figures.Loss(allocation.Loss)),
                ("no choice loses less than", KnownFigures.Loss(allocation.LossBound)),
                ("so it is", Quality(allocation))),
            Least(report, allocation));
    }

    private static string? Quality(AllocationReport allocation) =>
        CompressionText.Gap(allocation) ?? (allocation.LossBound is null ? null : "within a hundredth of the least loss that there may be");

    private static object?[] Least(CompressionReport report, AllocationReport allocation)
    {
        HtmlTable table = new("The least that any choice makes of a figure, other limits aside, and the layers that hold most of it", "figure", "after", "limit", "the least", "<held by", "elsewhere");
        int rows = 0;
        void Row(string name, long? after, long? limit, LeastFigure? least)
        {
            if (least is not null)
            {
                rows++;
                table.Add(name, KnownFigures.Count(after), limit is null ? "" : Figures.Count(limit), Figures.Count(least.Figure), Holders(least), Figures.Count(least.Elsewhere));
            }
        }

        Row("parameters", report.After.Parameters, report.Budget?.Parameters, allocation.LeastParameters);
        Row("FLOPs", report.After.Flops, report.Budget?.Flops, allocation.LeastFlops);
        Row("peak activation bytes", report.After.PeakActivationBytes, report.Budget?.PeakActivationBytes, allocation.LeastPeakActivationBytes);
        Row($"{PredictionSection.Word(allocation.Latency)} nanoseconds", Nanoseconds(allocation.Latency?.AfterMs), Nanoseconds(report.Budget?.LatencyMs), allocation.LeastNanoseconds);
        if (allocation.LeastModelBytes is { } bytes)
        {
            rows++;
            table.Add("bytes of the file", Figures.Count(report.After.Bytes), KnownFigures.Count(report.Budget?.ModelBytes) ?? "", Figures.Count(bytes), "", "");
        }

        return rows == 0 ? [] : [table.ToElement()];
    }

    private static object Holders(LeastFigure least) => least.Holders.Count == 0 ? "" : Tag.List(least.Holders.Select(holder => (object)(object?[])
        [Tag.Code(holder.Layer), $" {Figures.Count(holder.Figure)}{(holder.Reason is { } reason ? $", {reason}" : "")}"]));

    // A time that does not fit is none that was predicted.
    private static long? Nanoseconds(double? milliseconds) => milliseconds * 1e6 is { } time and > -9e18 and < 9e18 ? (long)Math.Round(time) : null;
}
