namespace RsdtrEdge.Runtime.Files;

/// <summary>Whether paths name the same file or folder, by their text: links are not followed.</summary>
public static class SamePath
{
    private static readonly StringComparison Names =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Compares two paths as the system's usual file systems take capital and small letters; a separator at the end has no say.</summary>
    /// <param name="one">A path; a relative one starts from the current folder.</param>
    /// <param name="other">Another.</param>
    public static bool Are(string one, string other) => string.Equals(Whole(one), Whole(other), Names);

    private static string Whole(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
