using System.Xml.Linq;
using RsdtrEdge.Tools.Plots;

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

    /// <summary>Draws series of points.</summary>
    /// <param name="series">The series; both axes reach from 0 to the next whole number above all their figures.</param>
    /// <returns>The picture's text.</returns>
    public string ToSvg(IReadOnlyList<PlotSeries> series)
    {
        (double X, double Y, string)[] points = [.. series.SelectMany(one => one.Points)];
        LinearScale x = new(0, NextWhole(points.Select(point => point.X)), Left, Width - Right);
        LinearScale y = new(0, NextWhole(points.Select(point => point.Y)), Height - Bottom, Top);
        double diagonal = Math.Min(x.Most, y.Most);
        XElement picture = Svg.Picture(
            Width, Height, title, Top / 2.0,
            Svg.Grid(x, 1, y, 1),
            Svg.Line(x.Start, y.Start, x.Place(diagonal), y.Place(diagonal), "#666666"),
            Svg.Text((x.Start + x.End) / 2, Height - 10, xLabel, "middle"),
            Svg.TurnedText(18, (y.Start + y.End) / 2, yLabel),
            series.Select((one, index) => Draw(one, x, y, Top + 16 + (index * LegendLine))));
        return $"{picture}\n";
    }

    private static double NextWhole(IEnumerable<double> figures) => Math.Max(1, Math.Ceiling(figures.DefaultIfEmpty(1).Max()));

    private static XElement Draw(PlotSeries series, LinearScale x, LinearScale y, double legend) => new(
        Svg.Namespace + "g", new XAttribute("fill", series.Colour),
        series.Points.Select(point => Circle(x.Place(point.X), y.Place(point.Y), new XElement(Svg.Namespace + "title", point.Text))),
        Circle(x.Start + 16, legend),
        Svg.Text(x.Start + 26, legend + 4, series.Name, "start"));

    private static XElement Circle(double x, double y, params object[] content) => Svg.Circle(x, y, 4, [new XAttribute("fill-opacity", "0.8"), .. content]);
}
