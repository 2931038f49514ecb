using System.Diagnostics;
using System.Runtime.Versioning;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>Names of folders and programs on the board.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DeploymentPathTests : IDisposable
{
    private readonly FakeBoard _board = new();

    public void Dispose() => _board.Dispose();

    [LinuxFact]
    public void Names_with_a_meaning_to_a_shell_are_only_names()
    {
        const string Target = "a b/it's $(touch x) `touch x`;touch x & *";
        _board.Application.Write("$(touch x).txt", "text");
        (int code, string output, string error) = _board.Run(["deploy", "--host", "pi@board", "--from", _board.Application.Path, "--to", Target, "--no-bench", "--restart", "pwd > seen"]);
        Assert.True(code == 0, output + error);
        Assert.Equal(["a b"], Directory.GetFileSystemEntries(_board.Home).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.'));
        Assert.True(File.Exists(Path.Combine(_board.Home, Target, "current", "$(touch x).txt")));
        Assert.True(File.Exists(Path.Combine(_board.Home, Target, "current", "seen")));
    }

    [LinuxFact]
    public void The_folder_on_the_board_has_the_whole_name_of_what_is_deployed()
    {
        string published = _board.FileHere("Company.Camera");
        _ = new PublishedApplication(published);
        Assert.Equal(0, _board.Run(["deploy", "--host", "pi@board", "--from", published + "/", "--no-bench"]).ExitCode);
        Assert.NotNull(_board.Current("Company.Camera"));

        // A stand-in for the SDK publishes what is there already.
        string sdk = _board.Replace("sdk", $"""while [ "$1" != -o ]; do shift; done; cp -R '{published}/.' "$2" """);
        foreach ((string path, string name) in new[] { ("src/a.b", "Company.Door"), ("src/a.b/Company.Door.csproj", "Company.Door"), ("src/c.d", "c.d") })
        {
            string project = _board.FileHere(path);
            _ = Directory.CreateDirectory(_board.FileHere("src/c.d"));
            _ = Directory.CreateDirectory(_board.FileHere("src/a.b"));
            File.WriteAllText(_board.FileHere("src/a.b/Company.Door.csproj"), "");
            ProcessStartInfo start = _board.CreateStart(["deploy", "--host", "pi@board", "--project", project, "--no-bench"]);
            start.Environment["DOTNET_HOST_PATH"] = sdk;
            (int code, string output, string error) = Tools.EdgeTool.Run(start);
            Assert.True(code == 0, output + error);
            Assert.NotNull(_board.Current(name));
        }
    }

    [LinuxTheory]
    [InlineData("~/below it", "below it")]
    [InlineData("~", "")]
    [InlineData("~/", "")]
    public void A_tilde_is_the_home_folder(string target, string expected)
    {
        (int code, string output, string error) = _board.Run(["deploy", "--host", "pi@board", "--from", _board.Application.Path, "--to", target, "--no-bench"]);
        Assert.True(code == 0, output + error);
        Assert.NotNull(_board.Current(expected));
    }

    [LinuxFact]
    public void A_dotnet_below_the_home_folder_measures()
    {
        string dotnet = Path.Combine(_board.Home, "a b", "dotnet");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(dotnet)!);
        _ = File.CreateSymbolicLink(dotnet, Tools.EdgeTool.DotNet);
        foreach (string place in new[] { "a b/dotnet", "~/a b/dotnet" })
        {
            (int code, string output, string error) = _board.Deploy("--dotnet", place);
            Assert.True(code == 0, output + error);
        }
    }
}
