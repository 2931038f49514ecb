using RsdtrEdge.Benchmarks.Overhead;

namespace RsdtrEdge.Benchmarks.Tests.Overhead;

public sealed class OverheadOptionsTests : IDisposable
{
    private readonly string _shared = Directory.CreateTempSubdirectory("rsdtr-tests-").FullName;

    public OverheadOptionsTests() => Directory.CreateDirectory(Path.Combine(_shared, "models"));

    [Fact]
    public void What_is_not_given_has_a_default()
    {
        OverheadOptions options = OverheadOptions.Parse(["--shared", _shared]);
        Assert.Equal((10.0, 20, "cc", null), (options.Seconds, options.Starts, options.Compiler, options.Markdown));
        Assert.Equal("overhead --shared ../shared", options.Command);
    }

    [Fact]
    public void The_command_tells_what_bears_on_the_figures_and_no_paths()
    {
        OverheadOptions options = OverheadOptions.Parse(["--shared", _shared, "--cc", "gcc", "--starts", "5", "--seconds", "0.5", "--markdown", "page.md"]);
        Assert.Equal((0.5, 5, "gcc", "page.md"), (options.Seconds, options.Starts, options.Compiler, options.Markdown));
        Assert.Equal("overhead --shared ../shared --seconds 0.5 --starts 5", options.Command);
    }

    [Theory]
    [InlineData("--seconds", "x")]
    [InlineData("--seconds", "3601")]
    [InlineData("--starts", "0")]
    [InlineData("--starts", "1001")]
    [InlineData("--runs", "1")]
    public void What_cannot_be_understood_is_refused(string option, string value) =>
        Assert.Throws<FormatException>(() => OverheadOptions.Parse(["--shared", _shared, option, value]));

    [Fact]
    public void The_models_are_needed() => Assert.Throws<FormatException>(() => OverheadOptions.Parse([]));

    public void Dispose() => Directory.Delete(_shared, recursive: true);
}
