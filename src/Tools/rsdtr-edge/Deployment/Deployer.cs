using System.Globalization;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Commands;
using RsdtrEdge.Tools.Edge.Output;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>
/// Brings a release to a board: look at the board, publish, copy, compare hashes, switch, measure, restart the application. Nothing is switched before all files are whole there, and
/// what fails behind the switch is taken back. The application of before runs until it is restarted, from its own folder.
/// </summary>
internal sealed class Deployer(DeploymentOptions options, TextWriter output, TextWriter error)
{
    // $1 is the folder, $2 the command. ssh ends with 255 where it fails itself: a command that ends so must not be taken for that.
    private const string RestartScript = """
        cd -- "$1/current" || exit 1
        (eval "$2")
        code=$?
        [ $code -ne 255 ] || { echo "exit code 255" >&2; exit 1; }
        exit $code
        """;

    private readonly SshClient _ssh = new(options);

    /// <summary>Deploys.</summary>
    /// <param name="cancellation">Ends it; behind the switch the release is taken back.</param>
    /// <exception cref="RsdtrException">RSDTR42xx, what reading a budget throws, and before anything is sent RSDTR3001: the report cannot be written, and RSDTR3002: it would overwrite what is read.</exception>
    public void Run(CancellationToken cancellation)
    {
        DeviceBudget? budget = options.Budget is { } name ? DeviceCatalog.Load(name, BudgetFolders) : null;
        // A percentile that no measurement has fails before anything is sent.
        _ = LatencyGate.LeastCount(budget);
        OutputPath.Require([budget?.SourcePath, options.Project, options.Identity], ("--json", options.Json));
        string folder = options.Target ?? DefaultTarget.Of(options.Project ?? options.Folder!);
        BoardProbe board = BoardProbe.Read(_ssh, folder, options.DotNet, cancellation);
        output.WriteLine($"board      {options.Host}: {board.RuntimeIdentifier}, .NET {(board.Runtimes.IsEmpty ? "not found" : string.Join(", ", board.Runtimes))}, {(board.FreeBytes is { } free ? $"{Mebibytes(free)} free" : "free room unknown")}");

        using Published published = Published.Create(options, board.RuntimeIdentifier, cancellation);
        ReleaseContent content = ReleaseContent.Read(published.Folder);
        string? model = options.Measures ? content.FindModel(options.Model) : null;
        string? library = content.FindOnnxRuntime(board.Machine);
        OutputPath.RequireApart([.. content.Files.Select(file => file.Source)], "--json", options.Json);
        OutputPath.RequireJson("--json", options.Json);
        if (model is not null)
        {
            content.AddTool(AppContext.BaseDirectory);
            if (budget?.SourcePath is { } file)
            {
                content.AddReadable(ReleaseContent.BudgetFile, file);
            }
        }

        // This program needs one to measure, whatever the application brings.
        string? dotnet = content.NeedsRuntime || model is not null ? board.RequireRuntime(options.Host, content.FindRuntimes()) : board.DotNet;
        BoardReleases releases = new(_ssh, folder);
        RequireRoom(board, releases, folder, content.Length, cancellation);
        string release = ReleaseArchive.NameOf(TimeProvider.System.GetUtcNow(), content);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"release    {release}: {content.Files.Length} files, {Mebibytes(content.Length)}"));

        string before = releases.Copy(release, content, cancellation);
        output.WriteLine("copied     every file has the hash that it has here");
        KeepOrTakeBack(releases, release, before, folder, () =>
        {
            // Never broken off: the board may have switched already.
            releases.Activate(release, CancellationToken.None);
            output.WriteLine($"current    {folder}/releases/{release} (before: {(before.Length == 0 ? "none" : before)})");
            if (model is not null)
            {
                Measure(new BoardBench(_ssh, folder), release, dotnet!, library, model, budget, cancellation);
            }
        }, cancellation);
        Prune(releases);
        output.WriteLine("deployed");
    }

    // A project's own budgets come first, as in its build; it is named from anywhere.
    private string[] BudgetFolders => options.Project is { } project
        ? [Path.Combine((Directory.Exists(project) ? project : Path.GetDirectoryName(project)) ?? "", DeviceCatalog.ProjectFolder), DeviceCatalog.ProjectFolder]
        : [DeviceCatalog.ProjectFolder];

    // Whatever is left of others, the release in use stays, and so does that which a failure takes the board back to: the current one.
    private void Prune(BoardReleases releases)
    {
        try
        {
            releases.Prune(options.Keep, CancellationToken.None);
        }
        catch (RsdtrException exception)
        {
            Warn(exception);
        }
    }

    private void Warn(RsdtrException exception) =>
        error.WriteLine((exception.Diagnostic with { Severity = DiagnosticSeverity.Warning }).ToCanonicalLine("rsdtr-edge"));

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB");

    // Old releases are removed behind a deployment, which would never come to that where they fill the disk.
    private void RequireRoom(BoardProbe board, BoardReleases releases, string folder, long bytes, CancellationToken cancellation)
    {
        if (!(board.FreeBytes < bytes))
        {
            return;
        }

        Prune(releases);
        if (BoardProbe.ReadFreeBytes(_ssh, folder, cancellation) is { } free && free < bytes)
        {
            throw new RsdtrException(
                DeploymentDiagnostics.BoardFull,
                string.Create(CultureInfo.InvariantCulture, $"{options.Host}: the release takes {Mebibytes(bytes)}, and {Mebibytes(free)} are free: make room there{(options.Keep > 1 ? $", or keep fewer than {options.Keep} releases (--keep)" : "")}"));
        }
    }

    private void Measure(BoardBench bench, string release, string dotnet, string? library, string model, DeviceBudget? budget, CancellationToken cancellation)
    {
        string[] budgetOption = budget is null ? [] : ["--budget", ReleaseContent.BudgetFile];
        BoardMeasurement measured = bench.Run(release, dotnet, library, [model, .. budgetOption, .. options.BenchOptions], cancellation);
        LatencyReport report = measured.Report;
        output.WriteLine();
        LatencyText.Write(report, output);
        output.WriteLine();
        foreach (string warning in BoardWarnings.Of(measured.Error, options.Host, budget?.SourcePath))
        {
            error.WriteLine(warning);
        }

        Save(report);
        // Figures that must not be relied on take no release back and let none pass; the board has said already that, and why, they are void.
        if (report.Void && budget?.Limits.LatencyMs is not null)
        {
            error.WriteLine(NotJudged(report, budget).ToCanonicalLine("rsdtr-edge"));
        }
        else if (measured.Missed is { } missed)
        {
            throw new RsdtrException(DeploymentDiagnostics.BudgetMissed, $"{options.Host}: {BoardWarnings.WithBudget(missed, budget?.SourcePath)}");
        }
        else if (budget?.Limits.LatencyMs is { } limit)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"budget     {budget.Name}: met, p{limit.Percentile} <= {limit.Limit} ms ({budget.SourcePath})"));
        }
    }

    // A disk that is full here is no fault of the release, whose figures are shown by now.
    private void Save(LatencyReport report)
    {
        try
        {
            if (options.Json is { } file)
            {
                LatencyReportJson.Save(report, file);
            }
        }
        catch (RsdtrException exception)
        {
            Warn(exception);
        }
    }

    private Diagnostic NotJudged(LatencyReport report, DeviceBudget budget) => new(
        BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, budget.SourcePath, budget.Limits.LineOf(LimitKind.LatencyMs),
        $"{options.Host}: {report.Model}: limits.latencyMs does not judge the release, because the measurement is void: measure again when the board is at rest");

    // What fails here, and a cancellation, leave the board with what it had.
    private void KeepOrTakeBack(BoardReleases releases, string release, string before, string folder, Action switchAndMeasure, CancellationToken cancellation)
    {
        bool restarted = false;
        try
        {
            switchAndMeasure();
            // What has not begun yet need not be repeated: the application of before still runs.
            cancellation.ThrowIfCancellationRequested();
            restarted = options.Restart is not null;
            Restart(folder, cancellation);
        }
        catch (Exception exception)
        {
            string outcome = TakeBack(releases, release, before, restarted ? folder : null);
            // Ctrl-C ends ssh, too, which then says that the board cannot be reached.
            if (exception is RsdtrException { Diagnostic: var failure } && !cancellation.IsCancellationRequested)
            {
                throw new RsdtrException(failure.Descriptor, $"{failure.Message}: {outcome}", failure.File, failure.Line, exception);
            }

            output.WriteLine($"taken back {outcome}");
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    private string TakeBack(BoardReleases releases, string release, string before, string? restartFolder)
    {
        try
        {
            string now = releases.TakeBack(release, before);
            return now != before ? now.Length == 0 ? $"{before} is not there any more, and nothing is current" : $"another deployment has made {now} current meanwhile"
                : now.Length == 0 ? "the board has no current release, as before"
                : $"{now} is current again{RestartAgain(restartFolder)}";
        }
        catch (RsdtrException exception)
        {
            return $"and it could not be taken back ({exception.Message}): see to the link 'current' on the board";
        }
    }

    private string RestartAgain(string? folder)
    {
        try
        {
            if (folder is not null)
            {
                Restart(folder, CancellationToken.None);
            }

            return "";
        }
        catch (RsdtrException exception)
        {
            return $", but not restarted: {exception.Message}";
        }
    }

    private void Restart(string folder, CancellationToken cancellation)
    {
        if (options.Restart is { } command)
        {
            SshResult result = _ssh.TryRun(RestartScript, [folder, command], null, cancellation);
            if (result.ExitCode != 0)
            {
                throw new RsdtrException(DeploymentDiagnostics.ReleaseFailed, $"{options.Host}: '{command}' failed: {result.Reason}");
            }
        }
    }
}
