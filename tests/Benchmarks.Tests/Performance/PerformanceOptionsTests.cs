using RsdtrEdge.Benchmarks.Performance;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.Performance;

public sealed class PerformanceOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PerformanceOptionsTests() => Directory.CreateDirectory(_folder.File("models"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_rows_and_layers_run_by_default()
    {
        PerformanceOptions options = Parse();
        Assert.Equal(PerformanceRows.All, options.Rows);
        Assert.Equal(LayerSize.All, options.Layers);
        Assert.Equal([1, 2], options.Threads);
        Assert.Null(options.Profile);
        Assert.Equal("performance --shared ../shared", options.Command);
    }

    [Fact]
    public void What_is_asked_for_is_run_and_told()
    {
        PerformanceOptions options = Parse(
            "--rows", "resnet18-f50-paper,vgg16-f33", "--layers", "none", "--threads", "4", "--seconds", "0.5", "--compress-arguments", "--objective latency");
        Assert.Equal(["resnet18-f50-paper", "vgg16-f33"], options.Rows.Select(row => row.Name));
        Assert.Empty(options.Layers);
        Assert.Equal([4], options.Threads);
        Assert.Equal(0.5, options.Seconds);
        Assert.Equal(["--objective", "latency"], options.CompressArguments);
        Assert.Equal(
            "performance --shared ../shared --rows resnet18-f50-paper,vgg16-f33 --layers none --threads 4 --seconds 0.5 --compress-arguments \"--objective latency\"",
            options.Command);
    }

    [Fact]
    public void Rows_that_only_must_not_be_slower_have_threads_of_their_own()
    {
        PerformanceOptions options = Parse("--threads", "2,4");
        Assert.Equal([1], options.ThreadsOf(PerformanceRows.All.Single(row => row.Name == "espcn-p80")));
        Assert.Equal([2, 4], options.ThreadsOf(PerformanceRows.All.Single(row => row.Name == "resnet20-f50")));
        Assert.Equal([1, 2], Parse("--matrix-threads", "1,2,1").ThreadsOf(PerformanceRows.All.Single(row => row.Name == "espcn-p80")));
    }

    [Fact]
    public void Where_the_profile_is_kept_is_not_told()
    {
        PerformanceOptions options = Parse("--profile", "/secret/host.json", "--profile-seconds", "60");
        Assert.Equal(("/secret/host.json", 60), (options.Profile, options.ProfileSeconds));
        Assert.Equal("performance --shared ../shared --profile-seconds 60", options.Command);
    }

    [Theory]
    [InlineData("--matrix-threads", "none")]
    [InlineData("--profile-seconds", "long")]
    [InlineData("--rows", "resnet19-f50")]
    [InlineData("--layers", "64@57")]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "1;2")]
    [InlineData("--seconds", "-1")]
    [InlineData("--seconds", "soon")]
    [InlineData("--rows")]
    [InlineData("--speed", "1")]
    public void What_cannot_be_understood_is_refused(params string[] args) => Assert.Throws<FormatException>(() => Parse(args));

    [Fact]
    public void The_shared_folder_is_required() => Assert.Throws<FormatException>(() => PerformanceOptions.Parse(["--shared", _folder.File("absent")]));

    [Fact]
    public void A_row_says_what_it_asks_of_the_tool()
    {
        PerformanceRow row = new("resnet20", 50, 33) { Extra = ["--rank-multiple", "8"] };
        Assert.Equal("resnet20-p50-f33", row.Name);
        Assert.Equal(["--max-parameters", "50%", "--max-flops", "33%", "--rank-multiple", "8"], row.Arguments);

        // The published method's limits bind the authors' layout, not what else may run of the same cores.
        PerformanceRow paper = row with { RelativeError = 0.53, Extra = [] };
        Assert.Equal("resnet20-p50-f33-paper", paper.Name);
        Assert.Equal(["--method", "paper", "--relative-error", "0.53"], paper.Arguments);
    }

    [Theory]
    [InlineData("resnet20-p50-f50", 2.2)]
    [InlineData("resnet56-p50-f50", 1.5)]
    public void Loss_and_speed_are_asked_of_the_same_file(string name, double loss)
    {
        PerformanceRow row = PerformanceRows.All.Single(row => row.Name == name);
        Assert.Equal((1.35, loss, 1024), (row.Bar, row.Accuracy!.Bar, row.Accuracy.Images));
    }

    [Fact]
    public void Where_time_is_limited_the_prediction_has_to_promise_more_than_the_bar()
    {
        PerformanceRow[] limited = [.. PerformanceRows.All.Where(row => row.PredictedSpeedup is not null)];
        Assert.Equal(["resnet20-f50", "resnet56-f50", "resnet20-p50-f50", "resnet56-p50-f50"], limited.Select(row => row.Name));
        Assert.All(limited, row => Assert.True(row.PredictedSpeedup > row.Bar));
    }

    [Fact]
    public void Names_are_unique()
    {
        Assert.Equal(PerformanceRows.All.Count, PerformanceRows.All.Select(row => row.Name).Distinct().Count());
        Assert.Equal(LayerSize.All.Count, LayerSize.All.Select(layer => layer.Name).Distinct().Count());
    }

    private PerformanceOptions Parse(params string[] args) => PerformanceOptions.Parse(["--shared", _folder.Path, .. args]);
}
