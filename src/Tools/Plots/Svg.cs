using System.Globalization;
using System.Xml.Linq;

namespace RsdtrEdge.Tools.Plots;

/// <summary>The elements that pictures in SVG 1.1 are made of.</summary>
internal static class Svg
{
    /// <summary>The namespace of all elements.</summary>
    public static XNamespace Namespace { get; } = "http://www.w3.org/2000/svg";

    /// <summary>A picture on white, with its title above it.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="titleHeight">Where the title's line stands.</param>
    /// <param name="content">What is drawn over the white.</param>
    public static XElement Picture(int width, int height, string title, double titleHeight, params object[] content) => new(
        Namespace + "svg", new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
        new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 13),
        new XElement(Namespace + "title", title),
        new XElement(Namespace + "rect", new XAttribute("width", width), new XAttribute("height", height), new XAttribute("fill", "#ffffff")),
        Text(width / 2.0, titleHeight, title, "middle"),
        content);

    /// <summary>A filled rectangle.</summary>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its upper edge.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="content">Further attributes, and the words that a browser shows over it.</param>
    public static XElement Rectangle(double x, double y, double width, double height, params object[] content) => new(
        Namespace + "rect", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)), content);

    /// <summary>A line that belongs to the axes.</summary>
    /// <param name="x1">Where it begins.</param>
    /// <param name="y1">Where it begins.</param>
    /// <param name="x2">Where it ends.</param>
    /// <param name="y2">Where it ends.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="content">Further attributes.</param>
    public static XElement Line(double x1, double y1, double x2, double y2, string colour, params object[] content) => new(
        Namespace + "line", new XAttribute("x1", Number(x1)), new XAttribute("y1", Number(y1)), new XAttribute("x2", Number(x2)), new XAttribute("y2", Number(y2)),
        new XAttribute("stroke", colour), content);

    /// <summary>A filled circle.</summary>
    /// <param name="x">Its place.</param>
    /// <param name="y">Its place.</param>
    /// <param name="radius">Its radius.</param>
    /// <param name="content">Further attributes, and the words that a browser shows over it.</param>
    public static XElement Circle(double x, double y, int radius, params object[] content) => new(
        Namespace + "circle", new XAttribute("cx", Number(x)), new XAttribute("cy", Number(y)), new XAttribute("r", radius), content);

    /// <summary>Words.</summary>
    /// <param name="x">Where they stand.</param>
    /// <param name="y">The line that they stand on.</param>
    /// <param name="text">The words.</param>
    /// <param name="anchor">What of them is at <paramref name="x"/>: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public static XElement Text(double x, double y, string text, string anchor) => new(
        Namespace + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), text);

    /// <summary>Words along a vertical axis, read from below.</summary>
    /// <param name="x">Where their line stands.</param>
    /// <param name="y">Where their middle is.</param>
    /// <param name="text">The words.</param>
    public static XElement TurnedText(double x, double y, string text) => new(
        Namespace + "g", new XAttribute("transform", string.Create(CultureInfo.InvariantCulture, $"translate({x} {y}) rotate(-90)")), Text(0, 0, text, "middle"));

    /// <summary>The lines of a grid, with a figure at each.</summary>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="xStep">The distance of its lines.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="yStep">The distance of its lines.</param>
    public static IEnumerable<XElement> Grid(LinearScale x, double xStep, LinearScale y, double yStep) =>
    [
        .. x.Ticks(xStep).SelectMany(tick => (XElement[])[Line(x.Place(tick), y.Start, x.Place(tick), y.End, "#dddddd"), Text(x.Place(tick), y.Start + 18, Number(tick), "middle")]),
        .. y.Ticks(yStep).SelectMany(tick => (XElement[])[Line(x.Start, y.Place(tick), x.End, y.Place(tick), "#dddddd"), Text(x.Start - 8, y.Place(tick) + 4, Number(tick), "end")]),
    ];

    /// <summary>A number with two decimals at most.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
