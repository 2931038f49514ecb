using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Tools.Plots;

namespace RsdtrEdge.Tools.Rsdtr.Html.Charts;

/// <summary>One figure of a training over its epochs, as a line between the least and the largest figure.</summary>
/// <param name="id">A name that no other picture of the page has.</param>
/// <param name="title">What the figure is.</param>
/// <param name="format">Writes a figure.</param>
internal sealed class EpochCurve(string id, string title, Func<double, string> format)
{
    private const int Width = 420;
    private const int Height = 200;
    private const int Left = 80;
    private const int Right = 14;
    private const int Top = 14;
    private const int Bottom = 34;

    /// <summary>Draws the line.</summary>
    /// <param name="points">The figures, each with its epoch; 0 is the network before the training. Those that are not finite are left out.</param>
    /// <param name="epochs">The last epoch, where the axis ends.</param>
    /// <param name="best">The epoch that is marked; 0 for the network before.</param>
    /// <returns>The picture; null where there is nothing to draw.</returns>
    public XElement? Draw(IEnumerable<(int Epoch, double? Figure)> points, int epochs, int best)
    {
        (int Epoch, double Figure)[] known = [.. points.Where(point => point.Figure is { } figure && double.IsFinite(figure)).Select(point => (point.Epoch, point.Figure!.Value))];
        if (known.Length == 0)
        {
            return null;
        }

        (double least, double most) = (known.Min(point => point.Figure), known.Max(point => point.Figure));
        LinearScale x = new(0, Math.Max(1, epochs), Left, Width - Right);
        // A figure that never changes runs along the middle.
        LinearScale y = most > least ? new(least, most, Height - Bottom, Top) : new(least - 1, most + 1, Height - Bottom, Top);
        string what = string.Create(
            CultureInfo.InvariantCulture, $"A line over epochs 0 to {epochs}, between {format(least)} and {format(most)}; the table of epochs has the figures.");
        return new XElement(
            "figure",
            Picture.Of(
                "curve", id, Width, Height, title, what,
                Axis(y.Place(least), format(least)), most > least ? Axis(y.Place(most), format(most)) : null,
                Tick(x, 0), Tick(x, epochs), Svg.Text((Left + Width - Right) / 2.0, Height - 4, "epoch", "middle"),
                new XElement(
                    Svg.Namespace + "polyline",
                    new XAttribute("points", string.Join(' ', known.Select(point => $"{Svg.Number(x.Place(point.Epoch))},{Svg.Number(y.Place(point.Figure))}")))),
                known.Select(point => Svg.Circle(
                    x.Place(point.Epoch), y.Place(point.Figure), point.Epoch == best ? 6 : 3, Picture.Class("after"), Picture.Hint(Text(point.Epoch, point.Figure, best))))),
            new XElement("figcaption", title));
    }

    private static XElement[] Axis(double place, string text) =>
        [Svg.Line(Left, place, Width - Right, place, "currentColor"), Svg.Text(Left - 8, place + 4, text, "end")];

    private static XElement Tick(LinearScale x, int epoch) => Svg.Text(x.Place(epoch), Height - Bottom + 18, epoch.ToString(CultureInfo.InvariantCulture), "middle");

    private string Text(int epoch, double figure, int best) => string.Create(
        CultureInfo.InvariantCulture, $"{(epoch == 0 ? "before training" : $"epoch {epoch}")}: {format(figure)}{(epoch == best ? " (written)" : "")}");
}
