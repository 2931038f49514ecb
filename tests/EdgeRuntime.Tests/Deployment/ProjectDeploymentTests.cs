using System.Diagnostics;
using System.Runtime.Versioning;
using RsdtrEdge.Runtime.Tests.Tools;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>Projects that are published on the way to the board, by a stand-in for the SDK.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProjectDeploymentTests : IDisposable
{
    private readonly FakeBoard _board = new();

    public void Dispose() => _board.Dispose();

    [LinuxTheory]
    [InlineData("project")]
    [InlineData("project/app.csproj")]
    public void A_projects_own_budget_comes_first_wherever_it_is_deployed_from(string project)
    {
        string own = _board.FileHere("project/devices/pi4.json");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        // 100 less a part of 2^18, which takes 100 x 2^18 runs.
        File.WriteAllText(own, """{ "name": "pi4", "title": "Mine", "limits": { "latencyMs": { "percentile": 99.999996185302734375, "limit": 60 } } }""");
        (int code, _, string error) = EdgeTool.Run(CreateStart(_board.FileHere(project), sdk: "exit 1", "--budget", "pi4"));
        Assert.True(code == 3, error);
        Assert.StartsWith(
            $"{own}(1): error RSDTR2108: limits.latencyMs.percentile 99.99999618530273 takes 26,214,400 runs, more than the 4,194,304 of a measurement", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_board.Home, "app")));
    }

    [LinuxFact]
    public void What_the_build_warns_of_is_told()
    {
        const string Warning = "app.csproj(3): warning RSDTR2110: net.onnx: a predicted median of 70 ms";
        (int code, string output, string error) = EdgeTool.Run(CreateStart(
            _board.FileHere("app.csproj"), $"""
                while [ "$1" != -o ]; do shift; done
                cp -rP '{_board.Application.Path}/.' "$2"
                echo '{Warning}'
                """, "--no-bench"));
        Assert.True(code == 0, output + error);
        Assert.Equal(Warning, error.TrimEnd());
        Assert.NotNull(_board.Current("app"));
    }

    [LinuxFact]
    public void A_temporary_folder_that_cannot_be_made_is_told_with_what_to_do()
    {
        ProcessStartInfo start = CreateStart(_board.FileHere("app.csproj"), sdk: "exit 1", "--no-bench");
        start.Environment["TMPDIR"] = _board.FileHere("absent");
        (int code, _, string error) = EdgeTool.Run(start);
        Assert.True(code == 4, error);
        Assert.Contains("error RSDTR3001: The output cannot be written: the project is published into a temporary folder", error, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private ProcessStartInfo CreateStart(string project, string sdk, params string[] options)
    {
        ProcessStartInfo start = _board.CreateStart(["deploy", "--host", "pi@board", "--project", project, "--to", "app", "--dotnet", EdgeTool.DotNet, .. options]);
        start.Environment["DOTNET_HOST_PATH"] = _board.AddHere("sdk", sdk);
        return start;
    }
}
