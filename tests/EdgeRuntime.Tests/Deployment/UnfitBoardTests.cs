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
        _board.Replace("dotnet", "echo 'Microsoft.NETCore.App 8.0.11 [/x]'");
        Fails("RSDTR4204", "has the .NET runtimes 8.0.11");
    }

    [LinuxFact]
    public void A_system_of_32_bits_on_a_kernel_of_64()
    {
        _board.Replace("uname", "[ \"$1\" = -s ] && echo Linux || echo aarch64");
        _board.Replace("getconf", "echo 32");
        Fails("RSDTR4203", "Linux aarch64, 32 bits");
    }

    [LinuxFact]
    public void A_library_for_another_processor()
    {
        _board.Replace("uname", $"[ \"$1\" = -s ] && echo Linux || echo {(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 ? "aarch64" : "x86_64")}");
        Fails("RSDTR4203", "publish for the board's runtime identifier");
    }

    [LinuxFact]
    public void A_disk_with_too_little_room()
    {
        _board.Replace("df", "echo Filesystem; echo '/dev/mmc blk 1000 990 10 99% /media/a b'");
        Fails("RSDTR4205", "0.0 MiB are free");
    }

    [LinuxFact]
    public void A_disk_that_fills_up_meanwhile()
    {
        _board.Replace("tar", "cat > /dev/null; echo 'tar: App.dll: Wrote only 512 of 1024 bytes: No space left on device' >&2; exit 2");
        Fails("RSDTR4205", "the copy ended for lack of room");
    }

    [LinuxFact]
    public void A_copy_that_ends_early()
    {
        _board.Replace("tar", "head -c 1000 > /dev/null; echo 'tar: killed' >&2; exit 2");
        Fails("RSDTR4207", "the copy failed: tar: killed");
    }

    [LinuxFact]
    public void Two_networks_and_no_word_which()
    {
        _board.Application.Write("models/second.onnx", TinyModel.Affine());
        Fails("RSDTR4201", "models/second.onnx, net.onnx: say with --model", 1);
        Fails("RSDTR4201", "no 'third.onnx'", 1, "--model", "third.onnx");
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
    [InlineData("begins with a dash", "--host=-oProxyCommand=x", "--from", "a")]
    [InlineData("begins with a dash", "--host", "pi@board", "--from", "a", "--to=-x")]
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
