namespace RsdtrEdge.BuildTasks.Sarif;

/// <summary>Paths as URIs, relative to the repository's root: what a code host finds in its own checkout.</summary>
/// <param name="root">The root, which ends with a separator.</param>
internal sealed class SarifLocation(string root)
{
    /// <summary>The name of what relative URIs start from (SARIF 2.1.0, 3.4.4), as code hosts know it.</summary>
    public const string BaseId = "%SRCROOT%";

    /// <summary>The locations of a project.</summary>
    /// <param name="projectDirectory">The project's folder; the root is the nearest folder above it that holds <c>.git</c>, or else the folder itself.</param>
    public static SarifLocation For(string projectDirectory)
    {
        string project = Path.GetFullPath(projectDirectory).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        for (DirectoryInfo? folder = new(project); folder is not null; folder = folder.Parent)
        {
            // A file in a worktree or a submodule.
            string git = Path.Combine(folder.FullName, ".git");
            if (Directory.Exists(git) || File.Exists(git))
            {
                return new SarifLocation(folder.FullName.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar);
            }
        }

        return new SarifLocation(project + Path.DirectorySeparatorChar);
    }

    /// <summary>A file's URI.</summary>
    /// <param name="file">The file's full path.</param>
    /// <returns>The URI, and whether it is relative to the root.</returns>
    public (string Uri, bool IsRelative) Of(string file)
    {
        string full = Path.GetFullPath(file);
        StringComparison comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return full.StartsWith(root, comparison) ? (Escape(full.Substring(root.Length)), true) : (new Uri(full).AbsoluteUri, false);
    }

    /// <summary>A text with the paths below the root as they are from there: what is said of a file is then the same on every machine.</summary>
    public string Relative(string text) => text.Replace(root, "");

    private static string Escape(string path) =>
        string.Join("/", path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Select(Uri.EscapeDataString));
}
