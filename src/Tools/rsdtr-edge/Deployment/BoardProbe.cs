using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>What a board says of itself before anything is sent.</summary>
/// <param name="Machine">Its processor.</param>
/// <param name="DotNet">The dotnet program; null where none was found.</param>
/// <param name="Runtimes">Its .NET runtimes, in their order, those of .NET itself before frameworks above it.</param>
/// <param name="FreeBytes">What its disk has room for; null: unknown.</param>
internal sealed record BoardProbe(ElfMachine Machine, string? DotNet, ImmutableArray<BoardRuntime> Runtimes, long? FreeBytes)
{
    // The folder need not exist yet; one above it does.
    private const string DiskScript = """
        while [ ! -d "$folder" ]; do folder=$(dirname -- "$folder"); done
        echo "disk=$(df -Pk -- "$folder" | tail -n 1)"
        """;

    private const string RoomScript = $"""
        folder=$1
        {DiskScript}
        """;

    // $1 is the folder on the board, which need not exist yet; the others are where dotnet is looked for. dotnet's own installer puts it below the home folder, where the PATH of a
    // connection without a terminal does not lead. Whatever is measured is started in another folder than this.
    private const string Script = $$"""
        folder=$1
        shift
        [ $# -gt 0 ] || set -- "$(command -v dotnet)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet /opt/dotnet/dotnet
        echo "system=$(uname -s)"
        echo "machine=$(uname -m)"
        echo "bits=$(getconf LONG_BIT)"
        for program in tar sha256sum readlink find; do
          command -v "$program" > /dev/null || echo "absent=$program"
        done
        {{DiskScript}}
        [ -w "$folder" ] || echo "locked=$folder"
        for program in "$@"; do
          case $program in
            /*) ;;
            '~/'*) program=$HOME/${program#'~/'} ;;
            *) program=$PWD/$program ;;
          esac
          if [ -f "$program" ] && [ -x "$program" ]; then
            echo "dotnet=$program"
            "$program" --list-runtimes | sed 's/^/runtime=/'
            break
          fi
        done
        exit 0
        """;

    /// <summary>The runtime identifier to publish for.</summary>
    public string RuntimeIdentifier => Machine == ElfMachine.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>Asks a board.</summary>
    /// <param name="ssh">The board.</param>
    /// <param name="folder">The folder to deploy to.</param>
    /// <param name="dotnet">The dotnet program there; null: where it usually is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RsdtrException">RSDTR4202: no connection; RSDTR4203: no 64-bit Linux on x64 or Arm, or a program is absent; RSDTR4207: the folder cannot be written.</exception>
    public static BoardProbe Read(SshClient ssh, string folder, string? dotnet, CancellationToken cancellation)
    {
        string output = ssh.Run("the first look at the board", Script, dotnet is null ? [folder] : [folder, dotnet], cancellation);
        ILookup<string, string> answers = Answers(output);
        string system = $"{answers["system"].FirstOrDefault()} {answers["machine"].FirstOrDefault()}, {answers["bits"].FirstOrDefault()} bits";
        ElfMachine machine = (answers["system"].FirstOrDefault(), answers["machine"].FirstOrDefault(), answers["bits"].FirstOrDefault()) switch
        {
            ("Linux", "aarch64", not "32") => ElfMachine.Arm64,
            ("Linux", "x86_64", not "32") => ElfMachine.X64,
            // A Raspberry Pi OS of 32 bits may run on a kernel of 64.
            _ => throw new RsdtrException(
                DeploymentDiagnostics.BoardUnsuitable, $"{ssh.Host}: {system}: ONNX Runtime needs a Linux of 64 bits (Raspberry Pi OS 64-bit, JetPack) on Arm or x64"),
        };
        if (answers["absent"].Any())
        {
            throw new RsdtrException(DeploymentDiagnostics.BoardUnsuitable, $"{ssh.Host}: {string.Join(", ", answers["absent"])} is not installed there");
        }

        if (answers["locked"].FirstOrDefault() is { } locked)
        {
            throw new RsdtrException(DeploymentDiagnostics.StepFailed, $"{ssh.Host}: this user may not write in {locked}: give another folder with --to, or make it this user's");
        }

        IEnumerable<BoardRuntime> runtimes = answers["runtime"].Select(BoardRuntime.Parse).OfType<BoardRuntime>().OrderBy(runtime => runtime.Name != BoardRuntime.DotNet);
        return new BoardProbe(machine, answers["dotnet"].FirstOrDefault(), [.. runtimes], FreeBytesOf(answers["disk"].FirstOrDefault()));
    }

    /// <summary>How many bytes the board's disk has free when it is asked; null: unknown.</summary>
    /// <param name="ssh">The board.</param>
    /// <param name="folder">The folder to deploy to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RsdtrException">RSDTR4202, RSDTR4207: it cannot be asked.</exception>
    public static long? ReadFreeBytes(SshClient ssh, string folder, CancellationToken cancellation) =>
        FreeBytesOf(Answers(ssh.Run("a look at the board's disk", RoomScript, [folder], cancellation))["disk"].FirstOrDefault());

    /// <summary>Sees that the .NET runtimes are there which programs ask for.</summary>
    /// <param name="host">The board's name.</param>
    /// <param name="required">The runtimes.</param>
    /// <returns>The dotnet program.</returns>
    /// <exception cref="RsdtrException">RSDTR4204: one is absent.</exception>
    public string RequireRuntime(string host, IReadOnlyList<RequiredRuntime> required)
    {
        RequiredRuntime[] missing = [.. required.Where(runtime => !Runtimes.Any(runtime.IsMetBy))];
        return DotNet is { } program && missing.Length == 0
            ? program
            : throw new RsdtrException(
                DeploymentDiagnostics.RuntimeMissing,
                $"{host}: {(DotNet is null ? "no dotnet was found" : $"{DotNet} has {(Runtimes.IsEmpty ? "no .NET runtime" : $"the .NET runtimes {string.Join(", ", Runtimes)}")}")}: install the {Named(missing)} runtime there, or give its place with --dotnet");
    }

    private static string Named(RequiredRuntime[] runtimes) => runtimes.Length == 0 ? ".NET" : string.Join(" and the ", runtimes);

    private static ILookup<string, string> Answers(string output) => output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    // The filesystem, its blocks of 1024 bytes, those used and those available, the share of those used, where it is mounted; the first and the last may hold spaces.
    private static long? FreeBytesOf(string? line)
    {
        string[] words = (line ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int share = Array.FindIndex(words, word => word.EndsWith('%'));
        return share > 0 && long.TryParse(words[share - 1], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * 1024 : null;
    }
}
