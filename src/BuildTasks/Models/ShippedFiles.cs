using Microsoft.Build.Framework;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Content and None items that the project copies to its output: no network may land where one of them does.</summary>
internal static class ShippedFiles
{
    /// <summary>Where an item lands below the output folder, by the rules of MSBuild's own targets, which have not run yet when networks are resolved.</summary>
    /// <param name="item">The item.</param>
    /// <param name="projectDirectory">The project's folder, a full path.</param>
    /// <returns>A relative path with forward slashes; null where the item is copied neither to the output nor to the publish folder.</returns>
    public static string? PlaceOf(ITaskItem item, string projectDirectory)
    {
        if (!IsCopied(item, "CopyToOutputDirectory") && !IsCopied(item, "CopyToPublishDirectory"))
        {
            return null;
        }

        string place = ((string[])["TargetPath", "Link"]).Select(item.GetMetadata).FirstOrDefault(given => given.Length > 0) ?? ByPath(item, projectDirectory);
        return place.Replace('\\', '/');
    }

    private static bool IsCopied(ITaskItem item, string metadatum) =>
        item.GetMetadata(metadatum).Trim() is { Length: > 0 } mode && !mode.Equals("Never", StringComparison.OrdinalIgnoreCase);

    // A file of the project keeps its path; one from elsewhere has what the SDK makes of LinkBase and of its pattern.
    private static string ByPath(ITaskItem item, string projectDirectory)
    {
        string path = Path.GetFullPath(Path.Combine(projectDirectory, item.ItemSpec));
        string root = projectDirectory.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return path.StartsWith(root, StringComparison.Ordinal)
            ? path.Substring(root.Length)
            : Path.Combine(item.GetMetadata("LinkBase"), item.GetMetadata("RecursiveDir"), Path.GetFileName(path));
    }
}
