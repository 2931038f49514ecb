using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>A signal while the board is not as it was: it becomes so again.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InterruptedDeploymentTests : IDisposable
{
    private readonly FakeBoard _board = new();

    public void Dispose() => _board.Dispose();

    [LinuxFact]
    public async Task A_signal_during_the_measurement_takes_the_release_back()
    {
        Assert.Equal(0, _board.Deploy("--no-bench").ExitCode);
        string? good = _board.Current("app");
        _board.Application.Write("version.txt", "2");
        string measuring = _board.FileHere("measuring");
        using Process process = Process.Start(_board.CreateStart(_board.Arguments("--dotnet", NeverEnding(measuring))))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = "";
        while (!output.Contains("current    ", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output += line + "\n";
        }

        while (!File.Exists(measuring) && !process.HasExited)
        {
            await Task.Delay(20);
        }

        Assert.Equal(0, SendSignal(process.Id, 15));
        output += await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.StartsWith("rsdtr-edge: error RSDTR3004: ", await error, StringComparison.Ordinal);
        Assert.EndsWith($"taken back {good} is current again\n", output, StringComparison.Ordinal);
        Assert.Equal(good, _board.Current("app"));
        Assert.Single(_board.Releases("app"));
        // An ended process that nobody has asked for yet has no command line.
        string commandLine = $"/proc/{File.ReadAllText(measuring).Trim()}/cmdline";
        while (File.Exists(commandLine) && await ReadAsync(commandLine) != "")
        {
            await Task.Delay(20);
        }
    }

    [LinuxFact]
    public Task A_signal_right_after_the_switch_takes_the_release_back() =>
        AssertTakenBackAsync(_board.Arguments("--dotnet", NeverEnding(_board.FileHere("measuring"))));

    [LinuxFact]
    public async Task A_signal_before_the_restart_restarts_nothing()
    {
        string log = _board.FileHere("restarts.log");
        await AssertTakenBackAsync(_board.Arguments("--no-bench", "--restart", $"echo x >> '{log}'"));
        Assert.False(File.Exists(log));
    }

    // With a signal while the board has switched, and its script has not ended yet.
    private async Task AssertTakenBackAsync(string[] arguments)
    {
        Assert.Equal(0, _board.Deploy("--no-bench").ExitCode);
        string? good = _board.Current("app");
        _board.Application.Write("version.txt", "2");
        string switched = _board.FileHere("switched"), goOn = _board.FileHere("go on");
        _ = _board.Replace("mv", $"""
            /bin/mv "$@" || exit 1
            [ "$1" != -T ] || [ -e '{goOn}' ] || touch '{switched}'
            [ "$1" != -T ] || while [ ! -e '{goOn}' ]; do sleep 0.1; done
            """);
        using Process process = Process.Start(_board.CreateStart(arguments))!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        while (!File.Exists(switched) && !process.HasExited)
        {
            await Task.Delay(20);
        }

        Assert.NotEqual(good, _board.Current("app"));
        Assert.Equal(0, SendSignal(process.Id, 15));
        File.WriteAllText(goOn, "");
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 130, await output + await error);
        Assert.EndsWith($"taken back {good} is current again\n", await output, StringComparison.Ordinal);
        Assert.Equal(good, _board.Current("app"));
        Assert.Single(_board.Releases("app"));
    }

    // A program that measures without end, and says which process it is as soon as it runs.
    private string NeverEnding(string measuring) => _board.Replace("dotnet", $"""
        [ "$1" = --list-runtimes ] && exec '{Tools.EdgeTool.DotNet}' "$@"
        echo $$ > '{measuring}.part' && mv '{measuring}.part' '{measuring}'
        while :; do sleep 1; done
        """);

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path);
        }
        catch (IOException)
        {
            return ""; // It has gone meanwhile.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
