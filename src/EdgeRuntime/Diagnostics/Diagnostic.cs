using System.Globalization;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>One message to the user, in the form that MSBuild, GitHub and Azure DevOps annotate.</summary>
/// <param name="Descriptor">The kind of trouble.</param>
/// <param name="Severity">Warning or error.</param>
/// <param name="File">The file that the message is about, or null where there is none.</param>
/// <param name="Line">The line in <paramref name="File"/>, 1 or more; MSBuild drops a line of 0.</param>
/// <param name="Message">What, the figure, the limit, the remedy: one line.</param>
public sealed record Diagnostic(
    DiagnosticDescriptor Descriptor, DiagnosticSeverity Severity, string? File, int Line, string Message)
{
    /// <summary>The canonical line: <c>FILE(LINE): error RSDTRnnnn: message</c>; without a file it begins with the program's name.</summary>
    /// <param name="program">The program's name, used where there is no file.</param>
    public string ToCanonicalLine(string program)
    {
        string origin = File is null ? program : string.Create(CultureInfo.InvariantCulture, $"{File}({Math.Max(1, Line)})");
        string severity = Severity == DiagnosticSeverity.Error ? "error" : "warning";
        // The canonical form is one line; messages quoted from libraries may hold several.
        string message = Message.ReplaceLineEndings(" ");
        return $"{origin}: {severity} {Descriptor.Id}: {message}";
    }
}
