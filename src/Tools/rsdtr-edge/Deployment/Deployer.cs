using System.Globalization;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tools.Edge.Output;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>
/// Brings a release to a board: look at the board, publish, copy, compare hashes, switch, measure, restart the application. Nothing is switched before all files are whole there, and
/// what fails behind the switch is taken back. The application of before runs until it is restarted, from its own folder.
/// </summary>
internal sealed class Deployer(DeploymentOptions options, TextWriter output, TextWriter error)
{
    private readonly SshClient _ssh = new(options);

    /// <summary>Deploys.</summary>
    /// <param name="cancellation">Ends it; behind the switch the release is taken back.</param>
    /// <exception cref="RsdtrException">RSDTR42xx, and what reading a budget and writing a report throw.</exception>
    public void Run(CancellationToken cancellation)
    {
        string? budget = options.Budget is { } name ? DeviceCatalog.Load(name, ["devices"]).SourcePath : null;
        string folder = options.Target ?? DefaultTarget();
        BoardProbe board = BoardProbe.Read(_ssh, folder, options.DotNet, cancellation);
        output.WriteLine($"board      {options.Host}: {board.RuntimeIdentifier}, .NET {(board.Runtimes.IsEmpty ? "not found" : string.Join(", ", board.Runtimes))}, {(board.FreeBytes is { } free ? $"{Mebibytes(free)} free" : "free room unknown")}");

        using Published published = Published.Create(options, board.RuntimeIdentifier, cancellation);
        ReleaseContent content = ReleaseContent.Read(published.Folder);
        string? model = options.Measures ? content.FindModel(options.Model) : null;
        string? library = content.FindOnnxRuntime(board.Machine);
        if (model is not null)
        {
            content.AddTool(AppContext.BaseDirectory);
            if (budget is not null)
            {
                content.AddReadable(ReleaseContent.BudgetFile, budget);
            }
        }

        // This program needs one to measure, whatever the application brings.
        string? dotnet = content.NeedsRuntime || model is not null ? board.RequireRuntime(options.Host) : board.DotNet;
        RequireRoom(board, content.Length);
        string release = ReleaseArchive.NameOf(TimeProvider.System.GetUtcNow(), content);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"release    {release}: {content.Files.Length} files, {Mebibytes(content.Length)}"));

        BoardReleases releases = new(_ssh, folder);
        releases.Copy(release, content, cancellation);
        output.WriteLine("copied     every file has the hash that it has here");
        string before = releases.Activate(release, cancellation);
        output.WriteLine($"current    {folder}/releases/{release} (before: {(before.Length == 0 ? "none" : before)})");
        Judge(releases, release, before, folder, () =>
        {
            if (model is not null)
            {
                Measure(new BoardBench(_ssh, folder), release, dotnet!, library, model, budget is not null, cancellation);
            }
        }, cancellation);
        Prune(releases, cancellation);
        output.WriteLine("deployed");
    }

    // The release is in use by now, whatever is left of others.
    private void Prune(BoardReleases releases, CancellationToken cancellation)
    {
        try
        {
            releases.Prune(options.Keep, cancellation);
        }
        catch (RsdtrException exception)
        {
            error.WriteLine((exception.Diagnostic with { Severity = DiagnosticSeverity.Warning }).ToCanonicalLine("rsdtr-edge"));
        }
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB");

    private string DefaultTarget() =>
        Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Project ?? options.Folder!))) is { Length: > 0 } name ? name : "application";

    private void RequireRoom(BoardProbe board, long bytes)
    {
        if (board.FreeBytes < bytes)
        {
            throw new RsdtrException(
                DeploymentDiagnostics.BoardFull, $"{options.Host}: the release takes {Mebibytes(bytes)}, and {Mebibytes(board.FreeBytes.Value)} are free: make room there, or keep fewer releases (--keep)");
        }
    }

    private void Measure(BoardBench bench, string release, string dotnet, string? library, string model, bool hasBudget, CancellationToken cancellation)
    {
        string[] budget = hasBudget ? ["--budget", ReleaseContent.BudgetFile] : [];
        LatencyReport report = bench.Run(release, dotnet, library, [model, .. budget, .. options.BenchOptions], cancellation);
        if (options.Json is { } file)
        {
            LatencyReportJson.Save(report, file);
        }

        output.WriteLine();
        LatencyText.Write(report, output);
        output.WriteLine();
        if (report.Void)
        {
            error.WriteLine(new Diagnostic(
                RuntimeDiagnostics.VoidMeasurement, DiagnosticSeverity.Warning, null, 1, $"{options.Host}: {report.Model}: the measurement is void: {string.Join("; ", report.VoidReasons)}").ToCanonicalLine("rsdtr-edge"));
        }
    }

    // What fails here, and a cancellation, leave the board with what it had.
    private void Judge(BoardReleases releases, string release, string before, string folder, Action measure, CancellationToken cancellation)
    {
        bool restarted = false;
        try
        {
            measure();
            restarted = options.Restart is not null;
            Restart(folder, cancellation);
        }
        catch (Exception exception) when (exception is RsdtrException or OperationCanceledException)
        {
            string outcome = TakeBack(releases, release, before, restarted ? folder : null);
            throw exception is RsdtrException { Diagnostic: var failure } ? new RsdtrException(failure.Descriptor, $"{failure.Message}: {outcome}", failure.File, failure.Line, exception) : exception;
        }
    }

    private string TakeBack(BoardReleases releases, string release, string before, string? restartFolder)
    {
        try
        {
            releases.TakeBack(release, before);
            if (restartFolder is not null && before.Length > 0)
            {
                Restart(restartFolder, CancellationToken.None);
            }

            return before.Length == 0 ? "the board has no current release, as before" : $"{before} is current again";
        }
        catch (RsdtrException exception)
        {
            return $"and it could not be taken back ({exception.Message}): see to the link 'current' on the board";
        }
    }

    private void Restart(string folder, CancellationToken cancellation)
    {
        if (options.Restart is { } command)
        {
            SshResult result = _ssh.TryRun("""cd -- "$1/current" && eval "$2" """, [folder, command], null, cancellation);
            if (result.ExitCode != 0)
            {
                throw new RsdtrException(DeploymentDiagnostics.ReleaseFailed, $"{options.Host}: '{command}' failed: {result.Reason}");
            }
        }
    }
}
