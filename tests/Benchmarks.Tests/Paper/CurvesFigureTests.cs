using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Paper;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.Paper;

public sealed class CurvesFigureTests : IDisposable
{
    private const string Report = """{ "bestEpoch": 2, "imagesPerSecond": 900, "epochs": [ { "epoch": 1, "seconds": 5, "heldOut": { "top1": 0.8, "agreement": null } }, { "epoch": 2, "seconds": 5, "heldOut": { "top1": 0.82, "agreement": null } } ] }""";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public CurvesFigureTests()
    {
        Directory.CreateDirectory(_folder.File("models"));
        _model = Path.Combine(_folder.Path, "models", AccuracyRows.ResNet20.File);
        File.WriteAllBytes(_model, [1, 2, 3]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_finished_is_shown_and_what_is_not_is_named()
    {
        // A training of the original as `benchmarks -- finetuning` keeps it.
        StepFolder.Open(Path.Combine(_folder.Path, "work", "given", "resnet20"), ["given"], _model).Finish(new StepOutcome(null, 0.81));
        StepFolder step = StepFolder.Open(
            Path.Combine(_folder.Path, "work", "epochs2-all-seed0", "resnet20-original-labels"), ["finetune", "--labels", "--epochs", "2", "--seed", "0"], _model, _model);
        File.WriteAllText(step.PathOf("report.json"), Report);
        step.Finish(new StepOutcome(null, 0.86));
        PaperFigure figure = Make();
        Assert.Contains("| resnet20-original-labels | 100.0 | 100.0 | 81.00 | 86.00 | 2 | 2 |", figure.Text.Split('\n'));
        Assert.Contains("resnet20-paper-e05-labels,resnet20-matched-labels", figure.Text, StringComparison.Ordinal);
        Assert.Equal("paper-curves-resnet20.svg", Assert.Single(figure.Pictures).Key);
    }

    [Fact]
    public void Without_any_training_there_is_no_picture_and_nothing_is_made()
    {
        PaperFigure figure = Make();
        Assert.Empty(figure.Pictures);
        Assert.StartsWith("Not trained yet: `resnet20-original-labels,", figure.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("work")));
    }

    private PaperFigure Make()
    {
        string work = _folder.File("work");
        PaperOptions options = PaperOptions.Parse(["--figure", "curves", "--shared", _folder.Path, "--models", "resnet20", "--errors", "0.5", "--epochs", "2", "--work", work]);
        return CurvesFigure.Make(AccuracyRows.ResNet20, options, new StepRunner(new SubjectData(_folder.Path, work), _folder.Path, work, 0, TextWriter.Null, CancellationToken.None), TextWriter.Null);
    }
}
