using System.Runtime.Versioning;
using RsdtrEdge.Runtime.Tests.Onnx;
using RsdtrEdge.Runtime.Tests.Tools;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>Boards that cannot take what is deployed, and folders that cannot be deployed: one line with a code, and nothing on the board.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UnfitBoardTests : IDisposable
{
    private readonly FakeBoard _board = new();

    public void Dispose() => _board.Dispose();

    [LinuxFact]
    public void A_host_that_does_not_answer()
    {
        // A port of the loopback that nobody listens at; the real ssh.
        (int code, _, string error) = EdgeTool.Run("deploy", "--host", "127.0.0.1", "--port", "1", "--from", _board.Application.Path);
        Assert.Equal(4, code);
        Assert.StartsWith("rsdtr-edge: error RSDTR4202: 127.0.0.1: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_board_without_dotnet() => Fails("RSDTR4204", "no dotnet was found", "--dotnet", "/absent/dotnet");

    [LinuxFact]
    public void A_board_with_another_dotnet()
    {
        string dotnet = _board.Replace("dotnet", "echo 'Microsoft.NETCore.App 8.0.11 [/x]'");
        Fails("RSDTR4204", "has the .NET runtimes 8.0.11", "--dotnet", dotnet);
    }

    [LinuxFact]
    public void A_board_without_the_runtime_that_the_application_asks_for()
    {
        string dotnet = _board.Replace("dotnet", "echo 'Microsoft.NETCore.App 10.0.1 [/x]'");
        const string Framework = """ "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "8.0.0" } ] } }""";
        _board.Application.Write("App.runtimeconfig.json", $$"""{ "runtimeOptions": { {{Framework}}""");
        Fails("RSDTR4204", "has the .NET runtimes 10.0.1: install the .NET 8.0 runtime", "--no-bench", "--dotnet", dotnet);
        // It takes a newer one; and it is all that is needed where nothing is measured.
        _board.Application.Write("App.runtimeconfig.json", $$"""{ "runtimeOptions": { "rollForward": "Major", {{Framework}}""");
        Assert.Equal(0, _board.Deploy("--no-bench", "--dotnet", dotnet).ExitCode);
        _ = _board.Replace("dotnet", "echo 'Microsoft.NETCore.App 8.0.11 [/x]'");
        _board.Application.Write("version.txt", "2");
        Assert.Equal(0, _board.Deploy("--no-bench", "--dotnet", dotnet).ExitCode);
    }

    [LinuxFact]
    public void A_board_without_one_of_the_frameworks_that_the_application_asks_for()
    {
        string dotnet = _board.Replace("dotnet", "echo 'Microsoft.NETCore.App 10.0.1 [/x y/shared]'");
        _board.Application.Write("App.runtimeconfig.json", """
            { "runtimeOptions": { "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "10.0.0" }, { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } ] } }
            """);
        Fails("RSDTR4204", "has the .NET runtimes 10.0.1: install the Microsoft.AspNetCore.App 10.0 runtime", "--no-bench", "--dotnet", dotnet);
        // One of another version does not do.
        _ = _board.Replace("dotnet", "echo 'Microsoft.AspNetCore.App 9.0.4 [/x]'; echo 'Microsoft.NETCore.App 10.0.1 [/x]'");
        Fails("RSDTR4204", "has the .NET runtimes 10.0.1, Microsoft.AspNetCore.App 9.0.4: install the Microsoft.AspNetCore.App 10.0 runtime", "--no-bench", "--dotnet", dotnet);
        _ = _board.Replace("dotnet", "echo 'Microsoft.AspNetCore.App 10.0.1 [/x]'; echo 'Microsoft.NETCore.App 10.0.1 [/x]'");
        Assert.Equal(0, _board.Deploy("--no-bench", "--dotnet", dotnet).ExitCode);
    }

    [LinuxFact]
    public void A_system_of_32_bits_on_a_kernel_of_64()
    {
        _ = _board.Replace("uname", "[ \"$1\" = -s ] && echo Linux || echo aarch64");
        _ = _board.Replace("getconf", "echo 32");
        Fails("RSDTR4203", "Linux aarch64, 32 bits");
    }

    [LinuxFact]
    public void A_library_for_another_processor()
    {
        _ = _board.Replace("uname", $"[ \"$1\" = -s ] && echo Linux || echo {(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 ? "aarch64" : "x86_64")}");
        Fails("RSDTR4203", "publish for the board's runtime identifier");
    }

    [LinuxFact]
    public void A_disk_with_too_little_room()
    {
        _ = _board.Replace("df", "echo Filesystem; echo '/dev/mmc blk 1000 990 10 99% /media/a b'");
        Fails("RSDTR4205", "0.0 MiB are free");
    }

    [LinuxFact]
    public void A_disk_that_fills_up_meanwhile()
    {
        _ = _board.Replace("tar", "cat > /dev/null; echo 'tar: App.dll: Wrote only 512 of 1024 bytes: No space left on device' >&2; exit 2");
        Fails("RSDTR4205", "the copy ended for lack of room");
    }

    [LinuxFact]
    public void A_copy_that_ends_early()
    {
        _ = _board.Replace("tar", "head -c 1000 > /dev/null; echo 'tar: killed' >&2; exit 2");
        Fails("RSDTR4207", "the copy failed: tar: killed");
    }

    [LinuxTheory]
    [InlineData("rm", "the file cannot be read any more: ")]
    [InlineData("echo more >>", "the file was changed while it was sent: ")]
    public void A_file_that_vanishes_or_changes_while_others_are_sent(string command, string expected)
    {
        // The library before it is longer than what a pipe holds, so that the file is not opened before this runs.
        _board.Application.Write("zzz.txt", "text");
        string last = Path.Combine(_board.Application.Path, "zzz.txt");
        _ = _board.Replace("tar", $"{command} '{last}'; cat > /dev/null; exit 2");
        (int code, _, string error) = _board.Deploy("--no-bench");
        Assert.True(code == 1, error);
        Assert.StartsWith($"{last}(1): error RSDTR4201: {expected}", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Null(_board.Current("app"));
    }

    [LinuxFact]
    public void Two_networks_and_no_word_which()
    {
        _board.Application.Write("models/second.onnx", TinyModel.Affine());
        Fails("RSDTR4201", "models/second.onnx, net.onnx: say with --model", 1);
        Fails("RSDTR4201", "no 'third.onnx'", 1, "--model", "third.onnx");
    }

    [LinuxTheory]
    [InlineData("--budget")]
    [InlineData("--model")]
    [InlineData("--identity")]
    public void A_report_in_the_place_of_what_is_read(string option)
    {
        string model = Path.Combine(_board.Application.Path, PublishedApplication.Model), other = _board.FileHere("b.json"), json = option == "--model" ? model : other;
        File.WriteAllText(other, """{ "name": "b", "title": "B", "limits": { "latencyMs": { "percentile": 90, "limit": 1000000, "threads": 1 } } }""");
        byte[] before = File.ReadAllBytes(json);
        (int code, _, string error) = _board.Deploy(option, option == "--model" ? PublishedApplication.Model : other, "--json", json);
        Assert.True(code == 2, error);
        Assert.StartsWith($"{json}(1): error RSDTR3002: --json would overwrite what is read", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(json));
        Assert.Null(_board.Current("app"));
    }

    [LinuxFact]
    public void A_folder_that_is_not_there()
    {
        (int code, _, string error) = _board.Run(["deploy", "--host", "pi@board", "--from", _board.FileHere("absent")]);
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR4201: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("give either --project or --from", "--host", "pi@board")]
    [InlineData("give either --project or --from", "--host", "pi@board", "--from", "a", "--project", "b")]
    [InlineData("--host", "--from", "a")]
    [InlineData("--no-bench measures nothing: leave it out, or --budget, --json", "--host", "pi@board", "--from", "a", "--no-bench", "--budget", "pi4", "--json", "report.json")]
    [InlineData("--no-bench measures nothing: leave it out, or --model, --threads, --seconds", "--host", "pi@board", "--from", "a", "--no-bench", "--model", "a.onnx", "--threads", "2", "--seconds", "1")]
    [InlineData("--no-bench measures nothing: leave it out, or --input-shape", "--host", "pi@board", "--from", "a", "--no-bench", "--input-shape", "1,3,8,8")]
    [InlineData("begins with a dash", "--host=-oProxyCommand=x", "--from", "a")]
    [InlineData("begins with a dash", "--host", "pi@board", "--from", "a", "--to=-x")]
    [InlineData("an argument is empty", "--host", "pi@board", "--from", "a", "--to", "")]
    [InlineData("--keep takes a whole number of 1 or more, not '0'", "--host", "pi@board", "--from", "a", "--keep", "0")]
    public void A_wrong_command_line_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        (int code, _, string error) = EdgeTool.Run(["deploy", .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private void Fails(string code, string word, params string[] options) => Fails(code, word, 4, options);

    private void Fails(string code, string word, int exitCode, params string[] options)
    {
        (int actual, string output, string error) = _board.Deploy(options);
        Assert.True(actual == exitCode, output + error);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"rsdtr-edge: error {code}: ", line, StringComparison.Ordinal);
        Assert.Contains(word, line, StringComparison.Ordinal);
        Assert.Null(_board.Current("app"));
        Assert.True(!Directory.Exists(Path.Combine(_board.Home, "app", "releases")) || _board.Releases("app").Length == 0);
    }
}
