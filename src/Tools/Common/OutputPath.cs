using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Tools.Common;

/// <summary>Guards what a command is about to write, before the long work.</summary>
internal static class OutputPath
{
    /// <summary>As for several sources, with the only one.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="targets">The options that name outputs, and what they name; null for those that were not given.</param>
    /// <exception cref="RsdtrException">Two are the same file (RSDTR3002); one cannot be written (RSDTR3001).</exception>
    public static void Require(string source, params IEnumerable<(string Option, string? Path)> targets) => Require([source], targets);

    /// <summary>Refuses to write over what is read or over another output, into a folder that does not exist or that takes no such file, or in the place of one.</summary>
    /// <param name="sources">The files that are read, and folders of images; null for those that were not given.</param>
    /// <param name="targets">The options that name outputs, and what they name; null for those that were not given.</param>
    /// <exception cref="RsdtrException">Two are the same file (RSDTR3002); one cannot be written (RSDTR3001).</exception>
    public static void Require(IReadOnlyList<string?> sources, params IEnumerable<(string Option, string? Path)> targets)
    {
        List<(string Option, string Path)> taken = [];
        foreach ((string option, string? target) in targets)
        {
            if (target is null)
            {
                continue;
            }

            RequireApart(sources, option, target);
            if (taken.Find(other => SamePath.Are(other.Path, target)) is { Option: { } first })
            {
                throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{option} names the same file as {first}: give another file.", target);
            }

            taken.Add((option, target));
            RequireRoom(Path.GetFullPath(target), target);
        }
    }

    /// <summary>Refuses to write over what is read, where whether the output can be written is known already.</summary>
    /// <param name="sources">The files that are read, and folders of images; null for those that were not given.</param>
    /// <param name="option">The option that names the output.</param>
    /// <param name="target">The output; null for none.</param>
    /// <exception cref="RsdtrException">It is the same file (RSDTR3002).</exception>
    public static void RequireApart(IReadOnlyList<string?> sources, string option, string? target)
    {
        if (target is not null && sources.FirstOrDefault(source => source is not null && SamePath.Are(target, source)) is { } read)
        {
            throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{option} would overwrite what is read: give another file.", read);
        }
    }

    /// <summary>Refuses to put a JSON file in the place of what is none: a model's tensors, an image, whatever was named by mistake.</summary>
    /// <param name="option">The option that names the output.</param>
    /// <param name="target">The output; null for none.</param>
    /// <exception cref="RsdtrException">There is such a file (RSDTR3002), or it cannot be read (RSDTR3001).</exception>
    public static void RequireJson(string option, string? target)
    {
        if (target is null || !File.Exists(target))
        {
            return;
        }

        try
        {
            using FileStream stream = new(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > 0)
            {
                using JsonDocument document = JsonDocument.Parse(stream);
            }
        }
        catch (JsonException)
        {
            throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{option} would overwrite a file that is no JSON: give another file, or delete this one.", target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(ToolDiagnostics.OutputUnwritable, $"The output cannot be written: what is there cannot be read: {exception.Message}", target, innerException: exception);
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
