using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>The speed as measured beside the original's on the machine that compressed: the guarantee.</summary>
internal static class SpeedSection
{
    /// <summary>The section; null where nothing was measured.</summary>
    public static XElement? Of(SpeedGuaranteeReport? guarantee)
    {
        if (guarantee is null)
        {
            return null;
        }

        HtmlTable table = new(
            string.Create(CultureInfo.InvariantCulture, $"Measured in turns with the original on the machine that compressed, {guarantee.Threads} {(guarantee.Threads == 1 ? "thread" : "threads")}, medians of one image"),
            "network", "speed", "lower quartile", "upper quartile", "pairs", "original ms", "compressed ms", "<void");
        Add(table, "as it was chosen", guarantee.Before);
        Add(table, "as it is written", guarantee.After);
        return Tag.Section(
            "speed", "Time (measured)",
            Tag.Paragraph(Outcome(guarantee.Outcome), $" {guarantee.ToText()}."),
            table.ToElement(),
            Tag.Note($"Below 1 by no more than {Figures.Percent(guarantee.Margin)}, with an upper quartile of 1 or more, counts as not slower."),
            Layers("Layers that run dense from what they store, because their chains took longer", guarantee.FellBack),
            Layers("Layers that a limit keeps from running dense", guarantee.HeldByLimits));
    }

    private static XElement Outcome(SpeedOutcome outcome) => new("strong", outcome switch
    {
        SpeedOutcome.NotSlower => "Not slower than the original:",
        SpeedOutcome.FellBack => "Not slower than the original since layers fell back:",
        _ => "Slower than the original:",
    });

    private static void Add(HtmlTable table, string name, SpeedFigures figures) => table.Add(
        name, Figures.Speedup(figures.Speedup), KnownFigures.Speedup(figures.SpeedupLow), KnownFigures.Speedup(figures.SpeedupHigh), Figures.Count(figures.Pairs),
        Figures.Milliseconds(figures.OriginalMs), Figures.Milliseconds(figures.CompressedMs), figures.Void ? string.Join("; ", figures.VoidReasons) : "no");

    private static object?[] Layers(string title, IReadOnlyList<string> names) =>
        names.Count == 0 ? [] : [new XElement("h3", title), Tag.List(names.Select(Tag.Code))];
}
