using System.Xml.Linq;
using RsdtrEdge.Benchmarks.Plots;

namespace RsdtrEdge.Benchmarks.Tests.Plots;

public sealed class LinePlotTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Lines_stand_where_the_axes_of_their_panel_say()
    {
        // Panels of 320 x 360 from (60, 60) and (420, 60). To the right 0 to 4; up 80 to 84, the next whole numbers, in steps of 1.
        XElement picture = Draw(
            new PlotPanel("left", [Line("one", (1, 80.5, "a"), (4, 83, "b"))]), new PlotPanel("right", [Line("one", (2, 83.5, "c"))]));
        Assert.Equal(["140,375 380,150", "580,105"], picture.Descendants(s_svg + "polyline").Select(line => line.Attribute("points")!.Value));
        Assert.Equal(["a", "b", "c"], picture.Descendants(s_svg + "circle").Elements(s_svg + "title").Select(title => title.Value));
        Assert.Equal("0 0 950 470", picture.Attribute("viewBox")!.Value);
    }

    [Fact]
    public void Ticks_of_the_vertical_axis_hold_all_figures()
    {
        // 78.2 to 91.7 in steps of 2.
        XElement picture = Draw(new PlotPanel("one", [Line("one", (1, 78.2, "a"), (2, 91.7, "b"))]));
        Assert.Equal(
            ["78", "80", "82", "84", "86", "88", "90", "92"],
            picture.Descendants(s_svg + "text").Where(text => text.Attribute("text-anchor")!.Value == "end").Select(text => text.Value));
    }

    [Fact]
    public void One_name_has_one_line_of_the_legend()
    {
        XElement picture = Draw(
            new PlotPanel("left", [Line("one", (1, 1, "a")), Line("two", (1, 2, "b"))]), new PlotPanel("right", [Line("two", (1, 3, "c"))]));
        Assert.Equal(["one", "two"], picture.Elements(s_svg + "g").Where(group => group.Element(s_svg + "circle") is not null).Select(group => group.Element(s_svg + "text")!.Value));
    }

    [Fact]
    public void A_single_figure_has_axes()
    {
        // From 80 to 81: the figure is at the foot.
        XElement picture = Draw(new PlotPanel("one", [Line("one", (1, 80, "a"))]));
        Assert.Equal("380,420", Assert.Single(picture.Descendants(s_svg + "polyline")).Attribute("points")!.Value);
    }

    [Fact]
    public void It_is_well_formed_whatever_the_words() =>
        Assert.Contains(Draw(new PlotPanel("a < b & c", [])).Descendants(s_svg + "text"), text => text.Value == "a < b & c");

    private static PlotSeries Line(string name, params (double X, double Y, string Text)[] points) => new(name, "#0072b2", points);

    private static XElement Draw(params PlotPanel[] panels) => XElement.Parse(new LinePlot("title", "x", "y").ToSvg(panels));
}
