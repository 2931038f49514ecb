using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Tools.Plots;

namespace RsdtrEdge.Tools.Rsdtr.Html.Charts;

/// <summary>A figure of each layer as bars below each other: of the result, or of the original and the result.</summary>
/// <param name="id">A name that no other picture of the page has.</param>
/// <param name="title">What the figure is.</param>
/// <param name="format">Writes a figure.</param>
internal sealed class LayerBars(string id, string title, Func<double, string> format)
{
    private const int Left = 320;
    private const int LongestBar = 500;
    private const int Width = 960;
    private const int Thickness = 10;
    private const int Between = 8;
    private const int Top = 24;

    // The end of a name tells layers apart.
    private const int LongestName = 44;

    /// <summary>Draws the bars, all from zero on one scale; an infinite figure is as long as the longest.</summary>
    /// <param name="bars">The layers, from above.</param>
    /// <param name="hasBefore">Whether there is a bar of the original, too.</param>
    public XElement Draw(IReadOnlyList<LayerBar> bars, bool hasBefore)
    {
        double most = bars.SelectMany(bar => (double?[])[bar.Before, bar.After]).Where(IsDrawn).Select(figure => figure!.Value).DefaultIfEmpty(0).Max();
        LinearScale scale = new(0, most > 0 ? most : 1, 0, LongestBar);
        int row = (hasBefore ? 2 * Thickness : Thickness) + Between;
        string what = string.Create(CultureInfo.InvariantCulture, $"Horizontal bars, one {(hasBefore ? "pair" : "bar")} for each of {bars.Count} layers in the order of execution; the table of layers has the figures.");
        return new XElement(
            "figure",
            Picture.Of(
                "bars", id, Width, Top + (bars.Count * row), title, what,
                Legend(hasBefore),
                bars.Select((bar, index) => Row(bar, hasBefore, scale, Top + (index * row)))),
            new XElement("figcaption", title));
    }

    // Figures below zero are none that a layer has.
    private static bool IsDrawn(double? figure) => figure is { } known && double.IsFinite(known) && known >= 0;

    private static IEnumerable<XElement> Legend(bool hasBefore) => hasBefore
        ? [.. Key("before", Left), .. Key("after", Left + 80)]
        : [];

    private static XElement[] Key(string name, double x) =>
        [Svg.Rectangle(x, 4, Thickness, Thickness, Picture.Class(name)), Svg.Text(x + Thickness + 5, 13, name, "start")];

    private XElement Row(LayerBar bar, bool hasBefore, LinearScale scale, double y)
    {
        XElement name = Svg.Text(Left - 8, y + ((hasBefore ? 2 * Thickness : Thickness) / 2.0) + 4, Shortened(bar.Layer), "end");
        name.Add(Picture.Hint(bar.Layer));
        return new XElement(
            Svg.Namespace + "g", name,
            hasBefore ? Bar(bar.Layer, "before", bar.Before, scale, y) : null,
            Bar(bar.Layer, "after", bar.After, scale, hasBefore ? y + Thickness : y));
    }

    private object?[] Bar(string layer, string kind, double? figure, LinearScale scale, double y)
    {
        string text = figure is { } known ? format(known) : Tag.Dash;
        double length = IsDrawn(figure) ? scale.Place(figure!.Value) : figure == double.PositiveInfinity ? LongestBar : 0;
        return
        [
            Svg.Rectangle(Left, y, length, Thickness - 1, Picture.Class(kind), Picture.Hint($"{layer}, {kind}: {text}")),
            Svg.Text(Left + length + 5, y + Thickness - 1, text, "start"),
        ];
    }

    private static string Shortened(string name)
    {
        StringInfo letters = new(VisibleText.Of(name));
        int length = letters.LengthInTextElements;
        return length <= LongestName ? letters.String : "\u2026" + letters.SubstringByTextElements(length - LongestName + 1);
    }
}
