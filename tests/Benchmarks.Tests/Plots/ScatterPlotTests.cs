using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Benchmarks.Plots;

namespace RsdtrEdge.Benchmarks.Tests.Plots;

public sealed class ScatterPlotTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void It_is_well_formed_and_keeps_all_words()
    {
        XElement picture = Draw(new PlotSeries("a < b & \"c\"", "#0072b2", [(1, 1, "<one>")]));
        Assert.Equal(s_svg + "svg", picture.Name);
        Assert.Contains(picture.Descendants(s_svg + "text"), text => text.Value == "a < b & \"c\"");
        Assert.Contains(picture.Descendants(s_svg + "title"), title => title.Value == "<one>");
        Assert.Equal("title", picture.Descendants(s_svg + "title").First().Value);
    }

    [Fact]
    public void Points_stand_where_both_axes_say()
    {
        // 720 x 520 with margins of 60 left, 20 right, 40 top, 50 bottom: 640 x 430. Axes to 4 and to 2.
        XElement picture = Draw(new PlotSeries("one", "#0072b2", [(1, 0.5, "p"), (3.2, 2, "q")]));
        Assert.Equal([(220.0, 362.5), (572.0, 40.0)], Circles(picture).Take(2));
    }

    [Fact]
    public void The_diagonal_ends_where_the_shorter_axis_does()
    {
        XElement picture = Draw(new PlotSeries("one", "#0072b2", [(3.2, 2, "q")]));
        XElement diagonal = Assert.Single(picture.Elements(s_svg + "line"), line => line.Attribute("stroke")!.Value == "#666666");
        Assert.Equal(["60", "470", "380", "40"], ((string[])["x1", "y1", "x2", "y2"]).Select(name => diagonal.Attribute(name)!.Value));
    }

    [Fact]
    public void Each_series_has_its_colour_and_a_line_of_the_legend()
    {
        XElement picture = Draw(new PlotSeries("one", "#0072b2", [(1, 1, "p")]), new PlotSeries("two", "#d55e00", [(1, 1, "p"), (2, 2, "q")]));
        Assert.Equal([("#0072b2", 2), ("#d55e00", 3)], picture.Elements(s_svg + "g").Where(group => group.Attribute("fill") is not null)
            .Select(group => (group.Attribute("fill")!.Value, group.Elements(s_svg + "circle").Count())));
    }

    [Fact]
    public void Without_points_there_are_axes() => Assert.NotEmpty(Draw().Elements(s_svg + "line"));

    private static XElement Draw(params PlotSeries[] series) => XElement.Parse(new ScatterPlot("title", "x", "y").ToSvg(series));

    private static IEnumerable<(double X, double Y)> Circles(XElement picture) => picture.Descendants(s_svg + "circle").Select(
        circle => (Number(circle.Attribute("cx")!), Number(circle.Attribute("cy")!)));

    private static double Number(XAttribute attribute) => double.Parse(attribute.Value, CultureInfo.InvariantCulture);
}
