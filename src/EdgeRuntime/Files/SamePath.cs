namespace RsdtrEdge.Runtime.Files;

/// <summary>Whether paths name the same file or folder: by their text, or where links on the way lead. Two names of one file that are no links (hard links) are not told to be the same.</summary>
public static class SamePath
{
    // As many as Linux follows; a path with more leads nowhere.
    private const int MostLinks = 40;

    private static readonly StringComparison Names =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Compares two paths as the system's usual file systems take capital and small letters; a separator at the end has no say.</summary>
    /// <param name="one">A path; a relative one starts from the current folder. What it names need not exist.</param>
    /// <param name="other">Another.</param>
    public static bool Are(string one, string other)
    {
        (string first, string second) = (Whole(one), Whole(other));
        return string.Equals(first, second, Names) || string.Equals(Followed(first), Followed(second), Names);
    }

    private static string Whole(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static string Followed(string path)
    {
        for (int links = 0; links < MostLinks && FollowFirst(path) is { } next; links++)
        {
            path = next;
        }

        return path;
    }

    // The path with the first link on it, a folder's or that at its end, replaced by what it names; null where there is none.
    private static string? FollowFirst(string path)
    {
        int end = Path.GetPathRoot(path)!.Length;
        while (end < path.Length)
        {
            int separator = path.IndexOf(Path.DirectorySeparatorChar, end + 1);
            int next = separator < 0 ? path.Length : separator;
            if (TargetOf(path[..next]) is { } target)
            {
                return Whole(Path.Join(Path.Combine(Path.GetDirectoryName(path[..next])!, target), path[next..]));
            }

            end = next;
        }

        return null;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            return entry.LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at is compared by its text.
            return null;
        }
    }
}
