using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>Diagnostics of the registry, said to MSBuild with code, file and line so that editors and CI annotate them.</summary>
internal static class LoggingExtensions
{
    /// <summary>Logs an error about an item, at the line of the project that includes the item.</summary>
    /// <param name="log">The task's log.</param>
    /// <param name="descriptor">The kind of trouble.</param>
    /// <param name="item">The item.</param>
    /// <param name="message">What, the figure, the limit, the remedy.</param>
    public static void LogItemError(this TaskLoggingHelper log, DiagnosticDescriptor descriptor, ITaskItem item, string message)
    {
        (string? file, int line) = ItemLocation.Of(item);
        log.LogError(null, descriptor.Id, descriptor.Id, file, line, 0, 0, 0, OneLine(message));
    }

    /// <summary>Logs a diagnostic that the tool printed.</summary>
    /// <param name="log">The task's log.</param>
    /// <param name="line">The diagnostic.</param>
    /// <param name="item">The item at hand, where the diagnostic is said if it names no file.</param>
    /// <param name="asWarning">Whether an error is said as a warning.</param>
    public static void LogCanonicalLine(this TaskLoggingHelper log, CanonicalLine line, ITaskItem item, bool asWarning = false)
    {
        (string? file, int number) = line.File is null ? ItemLocation.Of(item) : (line.File, line.Line);
        if (line.IsError && !asWarning)
        {
            log.LogError(null, line.Code, line.Code, file, number, 0, 0, 0, line.Text);
        }
        else
        {
            log.LogWarning(null, line.Code, line.Code, file, number, 0, 0, 0, line.Text);
        }
    }

    private static string OneLine(string message) => message.Replace("\r\n", " ").Replace('\n', ' ').Replace('\r', ' ');
}
