using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Looks whether a network, of this project or of one that it references, lands where another file of another content does: MSBuild copies both, one over the other, and says nothing.
/// </summary>
public sealed class CheckLandings : Task, IRecordsDiagnostics
{
    /// <summary>All that is to be copied to the output folder, with <c>TargetPath</c>; a file may stand twice. Example: <c>@(AllItemsFullPathWithTargetPath)</c>.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>The project's file. Example: <c>$(MSBuildProjectFullPath)</c>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        // As on a file system that ignores case: the application may be published to one.
        foreach (IGrouping<string, ITaskItem> place in Files.GroupBy(file => Normalized(file.GetMetadata("TargetPath")), StringComparer.OrdinalIgnoreCase))
        {
            string[] paths = [.. place.Select(file => file.GetMetadata("FullPath")).Distinct(StringComparer.Ordinal)];
            string? other = paths.Length < 2 || !paths.Any(CompressedFile.Is) ? null : paths.Skip(1).FirstOrDefault(path => !CompressedFile.AreEqual(paths[0], path));
            if (other is not null)
            {
                this.LogFileError(
                    ToolDiagnostics.InvalidItem, ProjectFile,
                    $"Two files land at {place.Key} in the output, and one would replace the other: {paths[0]} and {other}. Give the RsdtrModel item of one of them another Link in its project, or CopyToOutputDirectory=\"Never\" to the one that is not to land.");
            }
        }

        return !Log.HasLoggedErrors;
    }

    private static string Normalized(string place) => string.Join("/", place.Replace('\\', '/').Split('/').Where(part => part is not ("" or ".")));
}
