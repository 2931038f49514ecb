using Microsoft.Build.Framework;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Finds metadata of an item that were meant for this package and misspelt: MSBuild takes any name, and a limit under another one limits nothing.</summary>
internal static class MisspeltMetadata
{
    /// <summary>The first name that is not known and comes near one that is, and that one; null where there is none.</summary>
    /// <param name="item">The item, as the project gave it.</param>
    public static (string Written, string Meant)? Find(ITaskItem item)
    {
        foreach (string written in item.CloneCustomMetadata().Keys.Cast<string>().OrderBy(name => name, StringComparer.Ordinal))
        {
            // A leading underscore marks what is private to a project.
            if (written[0] != '_' && !ModelMetadata.OfUsers.Contains(written, StringComparer.OrdinalIgnoreCase)
                && NearestName.Find(WithoutSeparators(written), ModelMetadata.OfUsers, NearestName.Slip) is { } meant)
            {
                return (written, meant);
            }
        }

        return null;
    }

    private static string WithoutSeparators(string name) => new([.. name.Where(char.IsLetterOrDigit)]);
}
