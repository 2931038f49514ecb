using System.Xml.Linq;
using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class TuningTablesTests
{
    [Fact]
    public void Lines_have_the_hand_arithmetic()
    {
        TuningTables tables = new(TextWriter.Null);
        tables.Add(Trainings.Of("resnet56-original-labels", 0.86, peakMiB: 700) with { Parameters = 1, Flops = 1 });
        tables.Add(Trainings.Of("resnet56-p50-f50-labels", 0.8548, compressed: 0.79, peakMiB: 800));
        tables.Add(Trainings.Of("resnet56-p50-f50-distilled", 0.803, compressed: 0.79, peakMiB: 1536.4));
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Equal("| resnet56-original-labels | 100.0 | 100.0 | 81.00 | - | 86.00 | 2 | given 81.00 | -5.00 | - | - | - | 200 | 950 | 700 |", lines[2]);
        Assert.Equal("| resnet56-p50-f50-labels | 50.0 | 49.8 | 81.00 | 79.00 | 85.48 | 2 | original-labels 86.00 | 0.52 | 0.5 | no | 0.52 | 200 | 950 | 800 |", lines[3]);
        Assert.Equal("| resnet56-p50-f50-distilled | 50.0 | 49.8 | 81.00 | 79.00 | 80.30 | 2 | given 81.00 | 0.70 | 0.8 | yes | 5.70 | 200 | 950 | 1536 |", lines[4]);
        Assert.Equal("Most memory of a training of ResNet-56: 1536 MiB (resnet56-p50-f50-distilled); asked for are at most 1536 MiB: not met.", lines[6]);
    }

    [Fact]
    public void A_row_that_came_to_nothing_says_why()
    {
        TuningTables tables = new(TextWriter.Null);
        tables.Add(Trainings.Without("resnet20-p30-f30-labels"));
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Equal("| resnet20-p30-f30-labels | - | - | 81.00 | - | - | - | original-labels - | - | 1.5 | failed | - | - | - | - |", lines[2]);
        Assert.Equal("- resnet20-p30-f30-labels: error RSDTR2102: too small", lines[^1]);
    }

    [Fact]
    public void Curves_have_a_panel_for_each_network_and_one_legend()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement picture = XElement.Parse(TuningCurves.Draw(
        [
            Trainings.Of("resnet20-original-labels", 0.86), Trainings.Of("resnet20-p50-f50-distilled", 0.86), Trainings.Of("resnet56-original-labels", 0.86),
            Trainings.Without("resnet56-p50-f50-distilled"),
        ])!);
        Assert.Equal(3, picture.Descendants(svg + "polyline").Count());
        Assert.Equal(["resnet20", "resnet56", "original-labels", "p50-f50-distilled"], Names());
        Assert.Contains(
            picture.Descendants(svg + "title"), title => title.Value == "resnet20-p50-f50-distilled, epoch 1: top-1 82.00 %, the original's class for 90.00 %");
        Assert.Contains(picture.Descendants(svg + "title"), title => title.Value == "resnet56-original-labels, epoch 2: top-1 84.00 %");

        IEnumerable<string> Names() => picture.Descendants(svg + "text").Select(text => text.Value)
            .Where(text => text.StartsWith("resnet", StringComparison.Ordinal) || text.EndsWith("labels", StringComparison.Ordinal) || text.EndsWith("distilled", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_epoch_there_are_no_curves() => Assert.Null(TuningCurves.Draw([Trainings.Without("resnet20-p30-f30-labels")]));
}
