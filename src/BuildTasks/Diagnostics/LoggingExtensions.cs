using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>
/// Diagnostics of the registry, said to MSBuild with code, file and line so that editors and CI annotate them, and kept for the SARIF file and the summary.
/// </summary>
internal static class LoggingExtensions
{
    private const string LimitCodes = "RSDTR2";

    /// <summary>Logs an error about an item, at the line of the project that includes the item.</summary>
    /// <param name="task">The task.</param>
    /// <param name="descriptor">The kind of trouble.</param>
    /// <param name="item">The item.</param>
    /// <param name="message">What, the figure, the limit, the remedy.</param>
    public static void LogItemError(this Task task, DiagnosticDescriptor descriptor, ITaskItem item, string message)
    {
        (string? file, int line) = ItemLocation.Of(item);
        task.Tell(new RecordedDiagnostic(true, descriptor.Id, file, line, OneLine(message)));
    }

    /// <summary>Logs an error about a file as a whole.</summary>
    /// <param name="task">The task.</param>
    /// <param name="descriptor">The kind of trouble.</param>
    /// <param name="file">The file.</param>
    /// <param name="message">What, the figure, the limit, the remedy.</param>
    public static void LogFileError(this Task task, DiagnosticDescriptor descriptor, string file, string message) =>
        task.Tell(new RecordedDiagnostic(true, descriptor.Id, file, 1, OneLine(message)));

    /// <summary>Logs a diagnostic that the tool printed.</summary>
    /// <param name="task">The task.</param>
    /// <param name="line">The diagnostic.</param>
    /// <param name="item">
    /// The item at hand, where the diagnostic is said if it names no file, or if it is of a limit (RSDTR2xxx) and names the item's network: that has no lines, and the limit stands in the item. Null for none.
    /// </param>
    /// <param name="asWarning">Whether an error is said as a warning.</param>
    public static void LogCanonicalLine(this Task task, CanonicalLine line, ITaskItem? item, bool asWarning = false)
    {
        (string? file, int number) = (line.File, line.Line);
        if (item is not null && (file is null || IsLimitOf(item, line)) && ItemLocation.Of(item) is ({ } project, var at))
        {
            (file, number) = (project, at);
        }

        task.Tell(new RecordedDiagnostic(line.IsError && !asWarning, line.Code, file, number, line.Text));
    }

    private static bool IsLimitOf(ITaskItem item, CanonicalLine line) =>
        line.Code.StartsWith(LimitCodes, StringComparison.Ordinal) && string.Equals(line.File, item.GetMetadata("FullPath"), StringComparison.Ordinal);

    private static void Tell(this Task task, RecordedDiagnostic diagnostic)
    {
        (bool isError, string code, string? file, int line, string text) = diagnostic;
        if (isError)
        {
            task.Log.LogError(null, code, code, HelpPage.Link, file, line, 0, 0, 0, text);
        }
        else
        {
            task.Log.LogWarning(null, code, code, HelpPage.Link, file, line, 0, 0, 0, text);
        }

        if (task is IRecordsDiagnostics { Record.Length: > 0 } recording)
        {
            // As the build shows it: -warnaserror and the properties of that kind make errors of warnings.
            bool isPromoted = !isError && task.BuildEngine is IBuildEngine8 engine && engine.ShouldTreatWarningAsError(code);
            DiagnosticRecord.Of(task.BuildEngine, recording.Record)?.Add(isPromoted ? diagnostic with { IsError = true } : diagnostic);
        }
    }

    private static string OneLine(string message) => message.Replace("\r\n", " ").Replace('\n', ' ').Replace('\r', ' ');
}
