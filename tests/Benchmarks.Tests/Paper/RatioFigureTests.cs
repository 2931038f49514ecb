using System.Xml.Linq;
using RsdtrEdge.Benchmarks.Paper;

namespace RsdtrEdge.Benchmarks.Tests.Paper;

public sealed class RatioFigureTests
{
    private static readonly PaperFigure s_figure = RatioFigure.Make(TextWriter.Null);

    [Fact]
    public void Each_layer_has_a_line_for_equal_ranks_each_shift_and_the_best()
    {
        string[] lines = s_figure.Text.Split('\n');
        Assert.Equal(2 + (6 * 6), lines.TakeWhile(line => line.StartsWith('|')).Count());
        // 16 x 38, 64 x 38, 256 x 38 and 900 x 38 of 2,304 numbers; 7 x 7 x 38 = 1,862 is the last below them.
        Assert.Contains("| 16 to 16 channels | 10 | 16x16x3x3 | equal ranks | 26.4 | 105.6 | 422.2 | 1484.4 | 7 |", lines);
    }

    [Fact]
    public void The_picture_has_three_panels_with_a_line_for_each_layer()
    {
        XDocument picture = XDocument.Parse(s_figure.Pictures["paper-ratio.svg"]);
        Assert.Equal(3 * 6, picture.Descendants().Count(element => element.Name.LocalName == "polyline"));
        Assert.Contains("(paper-ratio.svg)", s_figure.Text, StringComparison.Ordinal);
    }
}
