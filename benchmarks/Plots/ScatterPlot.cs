using System.Globalization;
using System.Xml.Linq;

namespace RsdtrEdge.Benchmarks.Plots;

/// <summary>Points over two axes as a picture in SVG 1.1, with the diagonal on which both figures are equal.</summary>
/// <param name="title">What the picture shows.</param>
/// <param name="xLabel">What the figures along the horizontal axis are.</param>
/// <param name="yLabel">What those along the vertical axis are.</param>
internal sealed class ScatterPlot(string title, string xLabel, string yLabel)
{
    private const int Width = 720;
    private const int Height = 520;
    private const int Left = 60;
    private const int Right = 20;
    private const int Top = 40;
    private const int Bottom = 50;
    private const int LegendLine = 18;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>Draws series of points.</summary>
    /// <param name="series">The series; both axes reach from 0 to the next whole number above all their figures.</param>
    /// <returns>The picture's text.</returns>
    public string ToSvg(IReadOnlyList<PlotSeries> series)
    {
        (double X, double Y, string)[] points = [.. series.SelectMany(one => one.Points)];
        LinearScale x = new(0, NextWhole(points.Select(point => point.X)), Left, Width - Right);
        LinearScale y = new(0, NextWhole(points.Select(point => point.Y)), Height - Bottom, Top);
        double diagonal = Math.Min(x.Most, y.Most);
        XElement picture = new(
            s_svg + "svg", new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Height}")),
            new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 13),
            new XElement(s_svg + "title", title),
            new XElement(s_svg + "rect", new XAttribute("width", Width), new XAttribute("height", Height), new XAttribute("fill", "#ffffff")),
            Text(Width / 2.0, Top / 2.0, title, "middle"),
            x.Ticks(1).Select(tick => Tick(Line(x.Place(tick), y.Start, x.Place(tick), y.End, "#dddddd"), x.Place(tick), y.Start + 18, tick, "middle")),
            y.Ticks(1).Select(tick => Tick(Line(x.Start, y.Place(tick), x.End, y.Place(tick), "#dddddd"), x.Start - 8, y.Place(tick) + 4, tick, "end")),
            Line(x.Start, y.Start, x.Place(diagonal), y.Place(diagonal), "#666666"),
            Text((x.Start + x.End) / 2, Height - 10, xLabel, "middle"),
            new XElement(
                s_svg + "g", new XAttribute("transform", string.Create(CultureInfo.InvariantCulture, $"translate(18 {(y.Start + y.End) / 2}) rotate(-90)")),
                Text(0, 0, yLabel, "middle")),
            series.Select((one, index) => Draw(one, x, y, Top + 16 + (index * LegendLine))));
        return $"{picture}\n";
    }

    private static double NextWhole(IEnumerable<double> figures) => Math.Max(1, Math.Ceiling(figures.DefaultIfEmpty(1).Max()));

    private static XElement Draw(PlotSeries series, LinearScale x, LinearScale y, double legend) => new(
        s_svg + "g", new XAttribute("fill", series.Colour),
        series.Points.Select(point => Circle(x.Place(point.X), y.Place(point.Y), new XElement(s_svg + "title", point.Text))),
        Circle(x.Start + 16, legend),
        Text(x.Start + 26, legend + 4, series.Name, "start"));

    private static XElement[] Tick(XElement line, double x, double y, double figure, string anchor) => [line, Text(x, y, Number(figure), anchor)];

    private static XElement Circle(double x, double y, params object[] content) => new(
        s_svg + "circle", new XAttribute("cx", Number(x)), new XAttribute("cy", Number(y)), new XAttribute("r", 4), new XAttribute("fill-opacity", "0.8"), content);

    private static XElement Line(double x1, double y1, double x2, double y2, string colour) => new(
        s_svg + "line", new XAttribute("x1", Number(x1)), new XAttribute("y1", Number(y1)), new XAttribute("x2", Number(x2)), new XAttribute("y2", Number(y2)),
        new XAttribute("stroke", colour));

    private static XElement Text(double x, double y, string text, string anchor) => new(
        s_svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), text);

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
