using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.TrainedNetworks;

public sealed class TrainedNetworksOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedNetworksOptionsTests() => Directory.CreateDirectory(_folder.File("data"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_networks_are_trained_by_default_and_nothing_is_fine_tuned()
    {
        TrainedNetworksOptions options = Parse();
        Assert.Equal(["vgg16-w16", "resnet18-w16"], options.Networks.Select(network => network.Name));
        Assert.Equal((10, 0, null, 0), (options.Epochs, options.FineTuneEpochs, options.Images, options.Seed));
        Assert.Null(options.Tuning);
        Assert.Null(options.Work);
        Assert.Equal("trained-networks --shared ../shared", options.Command);
        Assert.Equal("10 epochs of all training images, no fine-tuning, seed 0", options.TrainingsText);
    }

    [Fact]
    public void What_bears_on_the_figures_is_told_and_where_they_are_kept_is_not()
    {
        TrainedNetworksOptions options = Parse(
            "--work", _folder.File("work"), "--finetune-epochs", "1", "--rows", "resnet18-w64,vgg16-w8,resnet18-w64", "--images", "2000", "--epochs", "3", "--seed", "4");
        Assert.Equal(["resnet18-w64", "vgg16-w8"], options.Networks.Select(network => network.Name));
        Assert.Equal(_folder.File("work"), options.Work);
        Assert.Equal(
            "trained-networks --shared ../shared --rows resnet18-w64,vgg16-w8,resnet18-w64 --epochs 3 --finetune-epochs 1 --images 2000 --seed 4", options.Command);
        Assert.Equal("3 epochs of 2000 training images, fine-tuning for 1 epoch, seed 4", options.TrainingsText);
        TuningOptions tuning = options.Tuning!;
        Assert.Equal((1, 2000, 4), (tuning.Epochs, tuning.Images, tuning.Seed));
    }

    [Fact]
    public void All_that_bears_on_trainings_has_folders_of_its_own_and_fine_tuning_does_not()
    {
        TrainedNetworksOptions[] options = [Parse(), Parse("--epochs", "11"), Parse("--images", "2000"), Parse("--seed", "1")];
        Assert.Equal(options.Length, options.Select(one => one.TrainingFolder).Distinct().Count());
        TrainedNetworksOptions tuned = Parse("--finetune-epochs", "10");
        Assert.Equal(options[0].TrainingFolder, tuned.TrainingFolder);
        Assert.NotEqual(tuned.TrainingFolder, tuned.Tuning!.TrainingFolder);
    }

    [Theory]
    [InlineData("--rows", "resnet18")]
    [InlineData("--epochs", "0")]
    [InlineData("--finetune-epochs", "-1")]
    [InlineData("--images", "1")]
    [InlineData("--seed", "none")]
    [InlineData("--work")]
    [InlineData("--curve", "1")]
    public void What_cannot_be_understood_is_refused(params string[] args) => Assert.Throws<FormatException>(() => Parse(args));

    [Fact]
    public void The_shared_folder_is_required() => Assert.Throws<FormatException>(() => TrainedNetworksOptions.Parse(["--shared", _folder.File("absent")]));

    private TrainedNetworksOptions Parse(params string[] args) => TrainedNetworksOptions.Parse(["--shared", _folder.Path, .. args]);
}
