using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>Guards what a command is about to write.</summary>
internal static class OutputPath
{
    /// <summary>Refuses to write over the source.</summary>
    /// <exception cref="RsdtrException">Both are the same file (RSDTR3002).</exception>
    public static void RequireOther(string source, string target)
    {
        StringComparison comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (string.Equals(Path.GetFullPath(source), Path.GetFullPath(target), comparison))
        {
            throw new RsdtrException(ToolDiagnostics.WrongUsage, "The output would overwrite the model: give another file with -o.", source);
        }
    }
}
