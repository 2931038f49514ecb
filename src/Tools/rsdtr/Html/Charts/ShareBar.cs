using System.Xml.Linq;
using RsdtrEdge.Tools.Plots;

namespace RsdtrEdge.Tools.Rsdtr.Html.Charts;

/// <summary>What is left of a figure, as one bar over the original's, with a line at the limit.</summary>
internal static class ShareBar
{
    private const int Width = 200;
    private const int Height = 10;

    /// <summary>Draws the bar.</summary>
    /// <param name="id">A name that no other picture of the page has.</param>
    /// <param name="title">What is shown, in words.</param>
    /// <param name="before">The original's figure.</param>
    /// <param name="after">The result's.</param>
    /// <param name="limit">The limit; null for none.</param>
    public static XElement Draw(string id, string title, long before, long after, long? limit)
    {
        long most = Math.Max(1, Math.Max(before, after));
        LinearScale scale = new(0, most, 0, Width);
        return Picture.Of(
            "share", id, Width, Height, title, "A bar: what is left, over the original's figure; a line stands at the limit where there is one within it.",
            new XAttribute("preserveAspectRatio", "none"),
            Svg.Rectangle(0, 0, Length(before), Height, Picture.Class("before")),
            Svg.Rectangle(0, 0, Length(after), Height, Picture.Class("after")),
            limit is { } line && line <= most ? Svg.Line(Length(line), 0, Length(line), Height, "currentColor", Picture.Class("limit")) : null);

        double Length(long figure) => scale.Place(Math.Max(0, figure));
    }
}
