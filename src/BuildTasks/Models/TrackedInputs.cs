using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>
/// Everything that a compressed model depends on, as text: path, size and time of each file. The build writes the text to a
/// file when it differs and lists that file as an input of RsdtrCompress. Times alone would miss an older file put in a
/// newer one's place, a calibration image removed, and a tool replaced by a package whose files are older than the result. Of a
/// symbolic link it is a hash of what the link leads to.
/// </summary>
internal static class TrackedInputs
{
    /// <summary>Describes the inputs of one model.</summary>
    /// <param name="model">The resolved item.</param>
    /// <param name="toolAssembly">rsdtr.dll.</param>
    public static string Describe(ITaskItem model, string toolAssembly)
    {
        var text = new StringBuilder();
        Append(text, "model", ModelFiles(model));
        Append(text, "budget", BudgetFiles(model));
        Append(text, "calibration", DataFiles(model.GetMetadata(ModelMetadata.CalibrationPath)));
        Append(text, "training", DataFiles(model.GetMetadata(ModelMetadata.FineTunePath)));
        Append(text, "tool", ToolFiles(Path.GetDirectoryName(toolAssembly)!));
        return text.ToString();
    }

    /// <summary>The inputs of one model that a developer may edit: all but the tool.</summary>
    /// <param name="model">The resolved item.</param>
    internal static IEnumerable<FileInfo> EditedFiles(ITaskItem model) =>
        ModelFiles(model).Concat(BudgetFiles(model))
            .Concat(DataFiles(model.GetMetadata(ModelMetadata.CalibrationPath))).Concat(DataFiles(model.GetMetadata(ModelMetadata.FineTunePath)));

    /// <summary>The budget file, if there is one, and the file of times: the item's own, or in its absence the one that the budget names.</summary>
    /// <param name="model">The resolved item.</param>
    internal static IEnumerable<FileInfo> BudgetFiles(ITaskItem model)
    {
        string budget = model.GetMetadata(ModelMetadata.BudgetFile);
        string profile = model.GetMetadata(ModelMetadata.ProfilePath);
        IEnumerable<FileInfo> profiles = profile.Length > 0 ? [new FileInfo(profile)] : budget.Length > 0 ? BudgetProfile.Of(budget) : [];
        return budget.Length > 0 ? new[] { new FileInfo(budget) }.Concat(profiles) : profiles;
    }

    private static IEnumerable<FileInfo> ModelFiles(ITaskItem model)
    {
        string path = model.GetMetadata("FullPath");
        return new[] { new FileInfo(path) }.Concat(ExternalDataFiles.Of(path));
    }

    // What runs: assemblies, what .NET is told of them, and the native libraries.
    private static IEnumerable<FileInfo> ToolFiles(string folder)
    {
        var runtimes = new DirectoryInfo(Path.Combine(folder, "runtimes"));
        return Files(folder, "*.dll").Concat(Files(folder, "*.json"))
            .Concat(runtimes.Exists ? runtimes.EnumerateFiles("*", SearchOption.AllDirectories) : []);
    }

    /// <summary>The images of a folder, or the one file that holds them; none for an empty path, and none of a folder that cannot be read: the tool says so.</summary>
    internal static FileInfo[] DataFiles(string path)
    {
        try
        {
            return path.Length == 0 ? []
                : File.Exists(path) ? [new FileInfo(path)]
                : [.. ImageFolder.Images(path).Select(image => image.File)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<FileInfo> Files(string folder, string pattern) => new DirectoryInfo(folder).EnumerateFiles(pattern);

    private static void Append(StringBuilder text, string role, IEnumerable<FileInfo> files)
    {
        foreach (FileInfo file in files.OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            _ = (file.Attributes & FileAttributes.ReparsePoint) != 0
                ? text.AppendFormat(CultureInfo.InvariantCulture, "{0} link to {1}, {2}\n", role, Hash(file), file.FullName)
                : text.AppendFormat(CultureInfo.InvariantCulture, "{0} {1} bytes, {2:yyyy-MM-dd HH:mm:ss.fffffff} UTC, {3}\n", role, file.Length, file.LastWriteTimeUtc, file.FullName);
        }
    }

    // A link has a size and a time of its own, which tell nothing of the file behind it.
    private static string Hash(FileInfo link)
    {
        try
        {
            using FileStream content = link.OpenRead();
            using var hash = SHA256.Create();
            return BitConverter.ToString(hash.ComputeHash(content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The tool tells what is wrong with it.
            return "nothing";
        }
    }
}
