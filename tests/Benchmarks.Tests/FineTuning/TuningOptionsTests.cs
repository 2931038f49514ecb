using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class TuningOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TuningOptionsTests() => Directory.CreateDirectory(_folder.File("models"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_rows_run_by_default_with_all_images()
    {
        TuningOptions options = Parse();
        Assert.Equal(TuningRows.All, options.Rows);
        Assert.Equal((10, null, 0), (options.Epochs, options.Images, options.Seed));
        Assert.Null(options.Work);
        TuningRow[] small = [.. TuningRows.All.Where(row => row.Model == AccuracyRows.ResNet20)];
        Assert.Equal("finetuning --shared ../shared --rows resnet20", options.CommandOf(small));
        Assert.Equal("finetuning --shared ../shared --rows resnet20-original-labels", options.CommandOf([small[0]]));
    }

    [Fact]
    public void The_name_of_a_network_stands_for_all_its_rows_of_the_table()
    {
        Assert.Equal(TuningRows.All.Where(row => row.Model == AccuracyRows.ResNet56), Parse("--rows", "resnet56").Rows);
        Assert.Equal(TuningRows.All, Parse("--rows", "resnet56,resnet56-original-labels,resnet20").Rows);
        // ResNet-32 is in no row of the table.
        Assert.Throws<FormatException>(() => Parse("--rows", "resnet32"));
    }

    [Fact]
    public void What_bears_on_the_figures_is_told_and_where_they_are_kept_is_not()
    {
        TuningOptions options = Parse(
            "--work", _folder.File("work"), "--rows", "resnet56-matched-labels,resnet20-p50-f50-distilled", "--finetune-arguments", "--rate 0.01", "--images", "2000", "--epochs", "3");
        Assert.Equal(["resnet20-p50-f50-distilled", "resnet56-matched-labels"], options.Rows.Select(row => row.Name));
        Assert.Equal(["--rate", "0.01"], options.FineTuneArguments);
        Assert.Equal(_folder.File("work"), options.Work);
        Assert.Equal(
            "finetuning --shared ../shared --rows resnet56-matched-labels --epochs 3 --images 2000 --finetune-arguments \"--rate 0.01\"", options.CommandOf([options.Rows[1]]));
    }

    [Fact]
    public void All_that_bears_on_trainings_has_folders_of_its_own()
    {
        TuningOptions[] options =
        [
            Parse(), Parse("--epochs", "11"), Parse("--images", "2000"), Parse("--seed", "1"), Parse("--finetune-arguments", "--rate 0.01"), Parse("--finetune-arguments", "--rate 0.02"),
        ];
        Assert.Equal(options.Length, options.Select(one => one.TrainingFolder).Distinct().Count());
        Assert.Equal("epochs10-all-seed0", options[0].TrainingFolder);
        Assert.Equal("epochs10-images2000-seed0", options[2].TrainingFolder);
    }

    [Fact]
    public void Rows_are_no_part_of_a_folder() =>
        Assert.Equal(Parse().TrainingFolder, Parse("--rows", "resnet20-original-labels").TrainingFolder);

    [Theory]
    [InlineData("--rows", "resnet20-p50-f50")]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs", "many")]
    [InlineData("--images", "1")]
    [InlineData("--seed", "-1")]
    [InlineData("--work")]
    [InlineData("--curve", "1")]
    public void What_cannot_be_understood_is_refused(params string[] args) => Assert.Throws<FormatException>(() => Parse(args));

    [Fact]
    public void The_shared_folder_is_required() => Assert.Throws<FormatException>(() => TuningOptions.Parse(["--shared", _folder.File("absent")]));

    private TuningOptions Parse(params string[] args) => TuningOptions.Parse(["--shared", _folder.Path, .. args]);
}
