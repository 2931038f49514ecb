using System.Xml.Linq;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Paper;

namespace RsdtrEdge.Benchmarks.Tests.Paper;

public sealed class AccuracyFigureTests
{
    [Fact]
    public void Lines_have_the_hand_arithmetic()
    {
        PaperFigure figure = Of(
            Point(TuningSubject.Original, 1, 1, 0.81, tuned: 0.86), Point(TuningSubject.PaperAt(0.3), 0.625, 0.7, 0.3, tuned: null),
            Point(TuningSubject.MatchedTo(0.3), 0.624, 0.6, 0.8034, tuned: null), Point(TuningSubject.Limited(50), 0.5, 0.5, 0.8062, tuned: 0.8575));
        string[] lines = figure.Text.Split('\n');
        Assert.Equal("| resnet20 | none | - | 100.0 | 100.0 | 81.00 | - | 86.00 | - |", lines[2]);
        Assert.Equal("| resnet20 | published | relative error 0.3 | 62.5 | 70.0 | 30.00 | 51.00 | - | - |", lines[3]);
        Assert.Equal("| resnet20 | ours | as published at 0.3 | 62.4 | 60.0 | 80.34 | 0.66 | - | - |", lines[4]);
        Assert.Equal("| resnet20 | ours | 50 % of both | 50.0 | 50.0 | 80.62 | 0.38 | 85.75 | 0.25 |", lines[5]);
    }

    [Fact]
    public void A_network_that_could_not_be_made_says_why_and_is_in_no_picture()
    {
        PaperFigure figure = Of(
            Point(TuningSubject.Original, 1, 1, 0.81, tuned: null), new AccuracyPoint(AccuracyRows.ResNet20, TuningSubject.MatchedTo(0.7), 0.81) { Failure = "error RSDTR2102: too small" });
        Assert.Contains("- resnet20, as published at 0.7: error RSDTR2102: too small", figure.Text, StringComparison.Ordinal);
        Assert.Equal(["original"], SeriesOf(Assert.Single(figure.Pictures).Value));
    }

    [Fact]
    public void Pictures_go_by_what_is_removed()
    {
        PaperFigure figure = Of(
            Point(TuningSubject.Original, 1, 1, 0.81, tuned: null), Point(TuningSubject.PaperAt(0.5), 0.25, 0.75, 0.2, tuned: 0.7), Point(TuningSubject.PaperAt(0.3), 0.5, 0.8, 0.3, tuned: null));
        string picture = figure.Pictures["paper-accuracy-resnet20.svg"];
        Assert.Equal(["original", "published", "published, fine-tuned"], SeriesOf(picture));
        // From the left: 0.3 leaves out half of the parameters and a fifth of the FLOPs, 0.5 three quarters and one.
        string[] titles = [.. XDocument.Parse(picture).Descendants().Where(element => element.Name.LocalName == "circle")
            .Select(circle => circle.Value).Where(words => words.Contains(", published, relative", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "resnet20, published, relative error 0.3: 50.0 % of the parameters, top-1 30.00 %", "resnet20, published, relative error 0.5: 25.0 % of the parameters, top-1 20.00 %",
                "resnet20, published, relative error 0.3: 80.0 % of the FLOPs, top-1 30.00 %", "resnet20, published, relative error 0.5: 75.0 % of the FLOPs, top-1 20.00 %",
            ],
            titles);
    }

    private static PaperFigure Of(params AccuracyPoint[] points)
    {
        AccuracyFigure figure = new(AccuracyRows.ResNet20, TextWriter.Null);
        Array.ForEach(points, figure.Add);
        return figure.ToFigure();
    }

    // The words of the legend.
    private static string[] SeriesOf(string picture) =>
    [
        .. XDocument.Parse(picture).Descendants().Where(element => element.Name.LocalName == "g" && element.Elements().Count() == 2 && element.Elements().First().Name.LocalName == "circle")
            .Select(legend => legend.Value),
    ];

    private static AccuracyPoint Point(TuningSubject subject, double parameters, double flops, double top1, double? tuned) =>
        new(AccuracyRows.ResNet20, subject, 0.81) { Parameters = parameters, Flops = flops, Top1 = top1, TunedTop1 = tuned };
}
