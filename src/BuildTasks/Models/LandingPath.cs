namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Paths below the output folder, as a project writes them.</summary>
internal static class LandingPath
{
    /// <summary>What a path must be, for messages.</summary>
    public const string Expected = "a relative path without '..' and without any of < > : \" | ? *, that ends with the file's name";

    /// <summary>Whether a path names a file below the output folder on any system: the application may be built on one and published to another.</summary>
    /// <param name="link">The path, with forward slashes.</param>
    public static bool IsFile(string link)
    {
        // Before anything that takes a path: .NET Framework throws at such characters.
        if (link.IndexOfAny(['<', '>', ':', '"', '|', '?', '*']) >= 0 || Path.IsPathRooted(link))
        {
            return false;
        }

        string[] parts = link.Split('/');
        return !parts.Contains("..") && parts[parts.Length - 1] is not ("" or ".");
    }
}
