using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>Measures a release on the board with this program and the release's own ONNX Runtime.</summary>
internal sealed class BoardBench(SshClient ssh, string folder)
{
    // $1 is the folder, $2 the release, $3 dotnet, $4 the library or nothing; the others are for bench. A void measurement is no fault of the release: its mark stands in the report.
    private const string Script = $$"""
        cd -- "$1/releases/$2" || exit 1
        dotnet=$3
        [ -z "$4" ] || export RSDTR_ONNXRUNTIME="$PWD/$4"
        shift 4
        "$dotnet" {{ReleaseContent.ToolFolder}}/rsdtr-edge.dll bench "$@" --force --json {{Report}} > /dev/null &
        echo $! > {{ProcessFile}}
        wait $!
        code=$?
        rm -f {{ProcessFile}}
        [ ! -f {{Report}} ] || cat {{Report}}
        exit $code
        """;

    /// <summary>Holds the identifier of the process that measures, as long as it does, relative to the release.</summary>
    public const string ProcessFile = ReleaseContent.ToolFolder + "/bench.pid";

    private const string Report = ReleaseContent.ToolFolder + "/bench.json";

    /// <summary>Measures.</summary>
    /// <param name="release">The release.</param>
    /// <param name="dotnet">The dotnet program there.</param>
    /// <param name="library">The ONNX Runtime library within the release; null: the one that the board's system has.</param>
    /// <param name="arguments">The network, and options of bench.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The report, also where the budget is not met.</returns>
    /// <exception cref="RsdtrException">RSDTR4202: no connection; RSDTR4208: the network does not run there, or computes another thing.</exception>
    public BoardMeasurement Run(string release, string dotnet, string? library, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        SshResult result = ssh.TryRun(Script, [folder, release, dotnet, library ?? "", .. arguments], null, cancellation);
        bool isMissed = result.ExitCode == (int)ExitCode.BudgetNotMet;
        if (result.ExitCode != 0 && !isMissed)
        {
            throw new RsdtrException(DeploymentDiagnostics.ReleaseFailed, $"{ssh.Host}: {result.Reason}");
        }

        try
        {
            return new BoardMeasurement(LatencyReportJson.Read(result.Output), isMissed ? result.Reason : null, result.Error);
        }
        catch (JsonException exception)
        {
            throw new RsdtrException(DeploymentDiagnostics.ReleaseFailed, $"{ssh.Host}: the measurement gave no report: {exception.Message}", innerException: exception);
        }
    }
}
