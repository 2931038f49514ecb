using System.Xml.Linq;
using RsdtrEdge.Tools.Plots;

namespace RsdtrEdge.Benchmarks.Plots;

/// <summary>Lines in panels beside each other, with the same axes and one legend, as a picture in SVG 1.1.</summary>
/// <param name="title">What the picture shows.</param>
/// <param name="xLabel">What the figures along the horizontal axes are.</param>
/// <param name="yLabel">What those along the vertical axes are.</param>
internal sealed class LinePlot(string title, string xLabel, string yLabel)
{
    private const int PanelWidth = 320;
    private const int PanelHeight = 360;
    private const int Left = 60;
    private const int Top = 60;
    private const int Bottom = 50;
    private const int Between = 40;
    private const int LegendWidth = 170;
    private const int LegendLine = 18;

    /// <summary>Draws panels.</summary>
    /// <param name="panels">
    /// The panels, from left to right. The horizontal axes begin at 0, the vertical ones at the step of the grid below the least figure of all panels.
    /// </param>
    /// <returns>The picture's text.</returns>
    public string ToSvg(IReadOnlyList<PlotPanel> panels)
    {
        PlotSeries[] series = [.. panels.SelectMany(panel => panel.Series)];
        (double X, double Y, string)[] points = [.. series.SelectMany(one => one.Points)];
        double mostX = Math.Max(1, points.Select(point => point.X).DefaultIfEmpty(1).Max());
        (double least, double most) = (points.Select(point => point.Y).DefaultIfEmpty(0).Min(), points.Select(point => point.Y).DefaultIfEmpty(1).Max());
        double step = LinearScale.StepOf(most - least);
        double floor = Math.Floor(least / step) * step;
        LinearScale y = new(floor, Math.Max(Math.Ceiling(most / step) * step, floor + step), Top + PanelHeight, Top);
        int end = Left + (panels.Count * (PanelWidth + Between));
        XElement picture = Svg.Picture(
            end + LegendWidth, Top + PanelHeight + Bottom, title, 20,
            Svg.TurnedText(18, (y.Start + y.End) / 2, yLabel),
            panels.Select((panel, index) => Draw(panel, new LinearScale(0, mostX, Left + (index * (PanelWidth + Between)), Left + PanelWidth + (index * (PanelWidth + Between))), y, step)),
            series.DistinctBy(one => one.Name).Select((one, index) => Legend(one, end, Top + 16 + (index * LegendLine))));
        return $"{picture}\n";
    }

    private XElement Draw(PlotPanel panel, LinearScale x, LinearScale y, double step) => new(
        Svg.Namespace + "g",
        Svg.Text((x.Start + x.End) / 2, Top - 10, panel.Name, "middle"),
        Svg.Grid(x, LinearScale.StepOf(x.Most), y, step),
        Svg.Text((x.Start + x.End) / 2, y.Start + 40, xLabel, "middle"),
        panel.Series.Select(one => Draw(one, x, y)));

    // The line leaves its points visible, and a series of one point has nothing else.
    private static XElement Draw(PlotSeries series, LinearScale x, LinearScale y) => new(
        Svg.Namespace + "g", new XAttribute("fill", series.Colour),
        new XElement(
            Svg.Namespace + "polyline",
            new XAttribute("points", string.Join(' ', series.Points.Select(point => $"{Svg.Number(x.Place(point.X))},{Svg.Number(y.Place(point.Y))}"))),
            new XAttribute("fill", "none"), new XAttribute("stroke", series.Colour), new XAttribute("stroke-width", 2)),
        series.Points.Select(point => Svg.Circle(x.Place(point.X), y.Place(point.Y), 3, new XElement(Svg.Namespace + "title", point.Text))));

    private static XElement Legend(PlotSeries series, double x, double y) => new(
        Svg.Namespace + "g", new XAttribute("fill", series.Colour), Svg.Circle(x, y, 4), Svg.Text(x + 10, y + 4, series.Name, "start"));
}
