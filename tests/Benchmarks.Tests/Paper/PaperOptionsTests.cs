using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.Paper;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.Paper;

public sealed class PaperOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PaperOptionsTests() => Directory.CreateDirectory(_folder.File("models"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arithmetic_needs_no_models()
    {
        PaperOptions options = PaperOptions.Parse(["--figure", "ratio"]);
        Assert.Equal(["ratio"], options.Figures);
        Assert.Null(options.Tuning);
        Assert.Equal("paper --figure ratio", options.CommandOf("ratio", model: null));
        Assert.Throws<FormatException>(() => PaperOptions.Parse(["--figure", "accuracy"]));
    }

    [Fact]
    public void All_figures_take_all_networks_and_errors_by_default()
    {
        PaperOptions options = Parse("--figure", "all");
        Assert.Equal(PaperOptions.Names, options.Figures);
        Assert.Equal(AccuracyRows.Published, options.Models);
        Assert.Equal(PaperErrors.All, options.Errors);
        Assert.Equal((10, 0), (options.Tuning!.Epochs, options.Tuning.Seed));
    }

    [Fact]
    public void What_bears_on_a_figure_is_told_and_folders_are_not()
    {
        PaperOptions options = Parse(
            "--figure", "all", "--work", _folder.File("work"), "--errors", "0.6,0.25", "--models", "resnet56,resnet20", "--finetune-arguments", "--rate 0.01", "--epochs", "3");
        Assert.Equal([0.25, 0.6], options.Errors);
        Assert.Equal(["resnet20", "resnet56"], options.Models.Select(model => model.Name));
        Assert.Equal(3, options.Tuning!.Epochs);
        Assert.Equal(["--rate", "0.01"], options.Tuning.FineTuneArguments);
        Assert.Equal(
            "paper --figure accuracy --shared ../shared --models resnet56 --errors 0.6,0.25 --epochs 3 --finetune-arguments \"--rate 0.01\" --work DIR", options.CommandOf("accuracy", AccuracyRows.ResNet56));
        Assert.Equal(" --epochs 3 --finetune-arguments \"--rate 0.01\"", options.Trainings);
        Assert.Equal("paper --figure ratio", options.CommandOf("ratio", model: null));
    }

    [Theory]
    [InlineData("--figure", "imagenet")]
    [InlineData("--figure", "all", "--errors", "1")]
    [InlineData("--figure", "all", "--errors", "0,0.5")]
    [InlineData("--figure", "all", "--models", "resnet18")]
    [InlineData("--figure", "all", "--rows", "resnet20-original-labels")]
    [InlineData("--figure")]
    [InlineData("--models", "resnet20")]
    public void What_cannot_be_understood_is_refused(params string[] args) => Assert.Throws<FormatException>(() => Parse(args));

    private PaperOptions Parse(params string[] args) => PaperOptions.Parse(["--shared", _folder.Path, .. args]);
}
