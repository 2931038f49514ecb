using RsdtrEdge.Benchmarks.TrainingSpeed;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class SpeedOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SpeedOptionsTests() => Directory.CreateDirectory(_folder.File("models"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_rows_run_with_two_threads_by_default()
    {
        SpeedOptions options = Parse();
        Assert.Equal(SpeedRow.All, options.Rows);
        Assert.Equal((2, 30), (options.Threads, options.Seconds));
        Assert.Equal("training-speed --shared ../shared", options.Command);
    }

    [Fact]
    public void What_bears_on_the_figures_is_told_and_where_they_are_kept_is_not()
    {
        SpeedOptions options = Parse("--work", _folder.File("work"), "--seconds", "2.5", "--rows", "resnet56-original,resnet20-paper-e05", "--threads", "1");
        Assert.Equal(["resnet20-paper-e05", "resnet56-original"], options.Rows.Select(row => row.Name));
        Assert.Equal((1, 2.5), (options.Threads, options.Seconds));
        Assert.Equal("training-speed --shared ../shared --rows resnet56-original,resnet20-paper-e05 --threads 1 --seconds 2.5", options.Command);
    }

    [Theory]
    [InlineData("--rows", "resnet20")]
    [InlineData("--threads", "0")]
    [InlineData("--seconds", "-1")]
    [InlineData("--seconds")]
    [InlineData("--batch", "32")]
    public void What_cannot_be_understood_is_refused(params string[] args) => Assert.Throws<FormatException>(() => Parse(args));

    private SpeedOptions Parse(params string[] args) => SpeedOptions.Parse(["--shared", _folder.Path, .. args]);
}
