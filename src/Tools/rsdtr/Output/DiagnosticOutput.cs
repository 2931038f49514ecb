using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>Says what the gate found: on the standard error stream, or in a file that a build reads back each time.</summary>
internal static class DiagnosticOutput
{
    /// <summary>Writes canonical lines, one a diagnostic.</summary>
    /// <param name="program">The program's name, for lines that are about no file.</param>
    /// <param name="diagnostics">What was found.</param>
    /// <param name="file">The file to write, empty where nothing was found; null for the standard error stream.</param>
    public static void Write(string program, IReadOnlyList<Diagnostic> diagnostics, string? file)
    {
        if (file is not null)
        {
            AtomicFile.WriteText(file, string.Concat(diagnostics.Select(diagnostic => diagnostic.ToCanonicalLine(program) + "\n")));
            return;
        }

        foreach (Diagnostic diagnostic in diagnostics)
        {
            Console.Error.WriteLine(diagnostic.ToCanonicalLine(program));
        }
    }
}
