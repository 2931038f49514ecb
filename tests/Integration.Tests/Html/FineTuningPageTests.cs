using System.Xml.Linq;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Tools.Rsdtr.Html;

namespace RsdtrEdge.Integration.Tests.Html;

public sealed class FineTuningPageTests
{
    private const string Dash = "\u2013";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly PageReader Page = new(FineTuningPage.ToHtml(SampleReports.Training()));

    [Fact]
    public void The_figures_before_and_after_are_those_of_held_out_images()
    {
        Assert.Equal("classifier.rsdtr.onnx", Assert.Single(Page.Root.Descendants("h1")).Value);
        Assert.Contains("On 50 images that were not trained with", Page.Text("training"), StringComparison.Ordinal);
        Assert.Equal([Dash, Dash, Dash], Page.Row("training", "top-1"));
        Assert.Equal(["90.00 %", "96.00 %", ""], Page.Row("training", "same class as the teacher"));
        Assert.Equal(["0.3000", "0.2000", ""], Page.Row("training", "output error"));
        Assert.Contains("no gain any more", Page.Text("training"), StringComparison.Ordinal);
        Assert.Contains("bias.of.nothing", Page.Text("training"), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_epoch_has_a_row()
    {
        Assert.Equal(["0.5", "25.5", "0.0025", Dash, "96.00 %", "0.2000", "15", "0", "121", "8.0", "yes"], Page.Row("training", "2", table: 1));
        Assert.Equal([Dash, Dash, "0.001", Dash, "92.00 %", "Infinity", "0", "15", "122", "8.0", ""], Page.Row("training", "3", table: 1));
    }

    [Fact]
    public void Curves_run_from_the_network_before_to_the_last_epoch_and_leave_out_what_is_not_finite()
    {
        // Epochs 0 to 3 from 80 to 406; figures from 166 up to 14. Labels there were none, so there is no top-1.
        Assert.Equal(
            ["curve-agreement", "curve-error", "curve-loss"],
            Page.Pictures.Select(picture => picture.Attribute("aria-labelledby")!.Value.Split("-title")[0]).Order(StringComparer.Ordinal));
        Assert.Equal("80,166 188.67,64.67 297.33,14 406,115.33", Line("curve-agreement"));
        Assert.Equal("80,14 188.67,90 297.33,166", Line("curve-error"));
        Assert.Equal("188.67,14 297.33,166", Line("curve-loss"));
        Assert.Equal("epoch 2: 96.00 % (written)", Assert.Single(Page.Picture("curve-agreement").Elements(Svg + "circle"), point => point.Attribute("r")!.Value == "6").Value);
    }

    [Fact]
    public void A_figure_that_never_changes_runs_along_the_middle()
    {
        FineTuningReport training = SampleReports.Training();
        PageReader page = new(FineTuningPage.ToHtml(training with
        {
            Epochs = [training.Epochs[0] with { HeldOut = training.Before }],
        }));
        Assert.Equal("80,90 406,90", page.Picture("curve-agreement").Element(Svg + "polyline")!.Attribute("points")!.Value);
    }

    [Fact]
    public void A_training_that_was_stopped_at_once_has_neither_curves_nor_epochs()
    {
        PageReader page = new(FineTuningPage.ToHtml(SampleReports.Training() with { Epochs = [], BestEpoch = 0, Teacher = null, ImagesPerSecond = null, End = FineTuningEnd.Cancelled }));
        Assert.Empty(page.Pictures);
        Assert.Single(page.Root.Descendants("table"));
        Assert.Contains("taught bylabels alone", page.Text("training"), StringComparison.Ordinal);
        Assert.Contains("it was cancelled", page.Text("training"), StringComparison.Ordinal);
    }

    private static string Line(string id) => Page.Picture(id).Element(Svg + "polyline")!.Attribute("points")!.Value;
}
