using System.Diagnostics;
using System.Runtime.Versioning;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>
/// A board behind a stand-in for ssh: it hands the command line to a shell as a server does, in a home folder of its own. Programs of the board can be replaced, so that it is another
/// one, or fails.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FakeBoard : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FakeBoard()
    {
        Home = Directory.CreateDirectory(_folder.File("home")).FullName;
        Application = new PublishedApplication(_folder.File("published"));
        _ = Directory.CreateDirectory(_folder.File("programs"));
        AddProgram("here/ssh", $$"""
            while [ "$1" != -- ]; do
              echo "$1" >> '{{_folder.File("ssh.log")}}'
              shift
            done
            [ "$2" = pi@board ] || exit 255
            shift 2
            cd '{{Home}}' || exit 255
            [ ! -f '{{_folder.File("greeting")}}' ] || . '{{_folder.File("greeting")}}'
            HOME='{{Home}}' PATH='{{_folder.File("programs")}}':$PATH exec sh -c "$*"
            """);
    }

    /// <summary>The home folder on the board.</summary>
    public string Home { get; }

    /// <summary>What is deployed.</summary>
    public PublishedApplication Application { get; }

    /// <summary>The words before the host that ssh was given, of all calls.</summary>
    public string[] SshWords => File.ReadAllLines(_folder.File("ssh.log"));

    /// <summary>A path in a folder of the test's own.</summary>
    public string FileHere(string name) => _folder.File(name);

    /// <summary>What the user's shell there runs before each command, as its <c>.bashrc</c>.</summary>
    public string Greeting
    {
        set => File.WriteAllText(_folder.File("greeting"), value + "\n");
    }

    /// <summary>Replaces a program on the board.</summary>
    /// <returns>Its path.</returns>
    public string Replace(string program, string script) => AddProgram($"programs/{program}", script);

    /// <summary>Adds a program on this side.</summary>
    /// <returns>Its path.</returns>
    public string AddHere(string program, string script) => AddProgram($"here/{program}", script);

    /// <summary>A dotnet of the board whose measurements are void, or are not, whatever else this machine does meanwhile.</summary>
    /// <param name="voidReason">Why they are; null where they are not.</param>
    /// <returns>Its path.</returns>
    public string MeasuringWith(string? voidReason) => Replace("dotnet", $"""
        [ "$1" = --list-runtimes ] && exec '{Tools.EdgeTool.DotNet}' "$@"
        '{Tools.EdgeTool.DotNet}' "$@" 2> errors
        code=$?
        {(voidReason is null ? ":" : $"echo 'rsdtr-edge: warning RSDTR4008: {PublishedApplication.Model}: the measurement is void: {voidReason}' >&2")}
        grep -v RSDTR4008 errors >&2
        sed -i -z 's/"voidReasons": [[][^]]*[]]/"voidReasons": [{(voidReason is null ? "" : $"\"{voidReason}\"")}]/' rsdtr-edge/bench.json
        exit $code
        """);

    /// <summary>The names of the releases in a folder on the board, in their order.</summary>
    public string[] Releases(string folder) => [.. Directory.GetFileSystemEntries(Path.Combine(Home, folder, "releases")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>What the link names in a folder on the board; null where there is none.</summary>
    public string? Current(string folder) => new FileInfo(Path.Combine(Home, folder, "current")).LinkTarget;

    /// <summary>Deploys the application, with the quickest measurement.</summary>
    public (int ExitCode, string Output, string Error) Deploy(params string[] options) =>
        Run(Arguments(options));

    /// <summary>The command line of <see cref="Deploy"/>.</summary>
    public string[] Arguments(params string[] options) =>
    [
        "deploy", "--host", "pi@board", "--from", Application.Path, "--to", "app", .. options.Contains("--no-bench") ? Array.Empty<string>() : ["--seconds", "0"],
        .. options.Contains("--dotnet") ? Array.Empty<string>() : ["--dotnet", Tools.EdgeTool.DotNet], .. options,
    ];

    /// <summary>Runs the program.</summary>
    public (int ExitCode, string Output, string Error) Run(string[] arguments) => Tools.EdgeTool.Run(CreateStart(arguments));

    /// <summary>How to start the program.</summary>
    public ProcessStartInfo CreateStart(string[] arguments)
    {
        ProcessStartInfo start = Tools.EdgeTool.CreateStart(null, arguments);
        start.Environment["PATH"] = $"{_folder.File("here")}:{Environment.GetEnvironmentVariable("PATH")}";
        return start;
    }

    public void Dispose() => _folder.Dispose();

    private string AddProgram(string name, string script)
    {
        string path = _folder.AddBytes(name, System.Text.Encoding.UTF8.GetBytes("#!/bin/sh\n" + script + "\n"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
