using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>Guards what a command is about to write, before the long work.</summary>
internal static class OutputPath
{
    /// <summary>Refuses to write over the source or over another output, into a folder that does not exist or that takes no such file, or in the place of one.</summary>
    /// <param name="source">The file that is read; a folder of images is not written over.</param>
    /// <param name="targets">The options that name outputs, and what they name; null for those that were not given.</param>
    /// <exception cref="RsdtrException">Two are the same file (RSDTR3002); one cannot be written (RSDTR3001).</exception>
    public static void Require(string source, params IEnumerable<(string Option, string? Path)> targets)
    {
        List<(string Option, string Path)> taken = [];
        foreach ((string option, string? target) in targets)
        {
            if (target is null)
            {
                continue;
            }

            if (SamePath.Are(target, source))
            {
                throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{option} would overwrite what is read: give another file.", source);
            }

            if (taken.Find(other => SamePath.Are(other.Path, target)) is { Option: { } first })
            {
                throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{option} names the same file as {first}: give another file.", target);
            }

            taken.Add((option, target));
            RequireRoom(Path.GetFullPath(target), target);
        }
    }

    private static void RequireRoom(string path, string target)
    {
        if (Directory.Exists(path))
        {
            throw new RsdtrException(ToolDiagnostics.OutputUnwritable, "The output cannot be written: it is a folder, give a file in it.", target);
        }

        string? folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
        {
            throw new RsdtrException(ToolDiagnostics.OutputUnwritable, $"The output cannot be written: the folder {folder} does not exist, create it.", target);
        }

        AtomicFile.RequireWritable(target);
    }
}
