using System.CommandLine;
using RsdtrEdge.Compressor.Locks;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Tools.Rsdtr.Gate;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr gate</c>: what a build makes of all its reports together, the lock file's verdict and the job's summary.</summary>
internal static class GateCommand
{
    public static Command Create()
    {
        Argument<string> request = new("REQUEST") { Description = "The file in which the build says which reports, and what to make of them." };
        Option<bool> update = new("--update-lock") { Description = "Writes the lock file instead of holding the figures against it." };
        Command command = new("gate", "Holds the reports of a build against its lock file, and sums them up in Markdown.") { request, update };
        command.SetAction((arguments, _) =>
        {
            GateRequest asked = GateRequest.Read(arguments.GetRequiredValue(request));
            return Task.FromResult((int)(arguments.GetValue(update) ? Update(asked) : Run(asked)));
        });
        return command;
    }

    private static ExitCode Run(GateRequest request)
    {
        CompressionReport[] reports = [.. request.Models.Select(model => ReportFile.Read(model.Report))];
        IReadOnlyList<Diagnostic> lines = request.LockFile is { } file ? Check(request, reports, file) : [];
        AtomicFile.WriteText(request.Summary, GateSummary.ToMarkdown(request, reports, lines));
        DiagnosticOutput.Write("rsdtr", lines, request.Verdict);
        return lines.Any(line => line.Severity == DiagnosticSeverity.Error) ? ExitCode.BudgetNotMet : ExitCode.Success;
    }

    private static IReadOnlyList<Diagnostic> Check(GateRequest request, CompressionReport[] reports, string file)
    {
        LockDocument? locked = LockFile.TryRead(file);
        // Without a lock file nothing is held against it, unless the project says that there must be one.
        return locked is null && !request.LockedMode
            ? []
            : new LockCheck(file, request.Project, VersionOf(reports), request.LockedMode).Check(locked, Entries(request, reports, file), SourceExists(file));
    }

    private static ExitCode Update(GateRequest request)
    {
        string file = request.LockFile
            ?? throw new RsdtrException(ToolDiagnostics.WrongUsage, "The project has no lock file: set RsdtrLockFile.", request.Project);
        CompressionReport[] reports = [.. request.Models.Select(model => ReportFile.Read(model.Report))];
        LockDocument before = LockFile.TryRead(file) ?? LockDocument.Empty;
        LockDocument after = before.Update(Entries(request, reports, file), VersionOf(reports), SourceExists(file));
        Console.Out.WriteLine(LockFile.Write(file, after) ? $"{file} was written" : $"{file} is up to date");
        return ExitCode.Success;
    }

    private static LockedModel[] Entries(GateRequest request, CompressionReport[] reports, string file) =>
        [.. request.Models.Zip(reports, (model, report) => LockedModel.Of(
            model.Name, Path.GetRelativePath(FolderOf(file), model.Source).Replace('\\', '/'),
            LockedInputs.Of(report.Source.XxHash128, model.BudgetFiles, model.Options), report))];

    // One tool wrote all of them.
    private static string VersionOf(CompressionReport[] reports) => reports.Length > 0 ? reports[0].Tool.Version : "none";

    private static Func<string, bool> SourceExists(string file) => source => File.Exists(Path.Combine(FolderOf(file), source));

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;
}
