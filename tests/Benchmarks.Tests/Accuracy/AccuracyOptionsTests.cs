using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.Tests.Accuracy;

public sealed class AccuracyOptionsTests : IDisposable
{
    private readonly string _shared = Directory.CreateTempSubdirectory("rsdtr-accuracy-").FullName;

    public AccuracyOptionsTests() => Directory.CreateDirectory(Path.Combine(_shared, "models"));

    public void Dispose() => Directory.Delete(_shared, recursive: true);

    [Theory]
    [InlineData("accuracy --shared ../shared", false)]
    [InlineData("accuracy --shared ../shared --curve", true, "--curve")]
    [InlineData("accuracy --shared ../shared --curve --seeds 3,4", true, "--seeds", "3,4", "--curve", "--markdown", "page.md")]
    public void The_page_tells_the_command_line(string command, bool hasCurve, params string[] args)
    {
        AccuracyOptions options = AccuracyOptions.Parse(["--shared", _shared, .. args]);
        Assert.Equal(command, options.Command);
        Assert.Equal(_shared, options.Shared);
        Assert.Equal(hasCurve, options.Rows.Any(row => row.IsCurve));
        Assert.Equal(args.Contains("--seeds") ? [3, 4] : [0, 1, 2], options.Seeds);
        Assert.Equal(args.Contains("--markdown") ? "page.md" : null, options.Markdown);
    }

    [Theory]
    [InlineData("--shared takes the folder that holds models")]
    [InlineData("--shared takes the folder that holds models", "--shared", "absent")]
    [InlineData("'--curves' is no option here", "--curves")]
    [InlineData("--seeds takes a value", "--seeds")]
    public void What_cannot_be_understood_is_told(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => AccuracyOptions.Parse(args)).Message);
}
