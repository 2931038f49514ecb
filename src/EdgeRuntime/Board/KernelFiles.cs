using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>Reads small files of /proc and /sys below a root folder; paths are relative to it. What cannot be read is null or empty.</summary>
internal sealed class KernelFiles(string root)
{
    /// <summary>The text without the null characters and white space around it; null where there is none.</summary>
    public string? ReadText(string path)
    {
        string file = Path.Combine(root, path);
        if (!File.Exists(file))
        {
            // The usual case on most boards, and an exception takes more than all reading.
            return null;
        }

        try
        {
            string text = File.ReadAllText(file).Trim('\0', ' ', '\t', '\n', '\r');
            return text.Length == 0 ? null : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A whole number; null where there is none.</summary>
    public long? ReadNumber(string path) =>
        long.TryParse(ReadText(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>The lines.</summary>
    public string[] ReadLines(string path) => ReadText(path)?.Split('\n') ?? [];

    /// <summary>Whether there is such a folder.</summary>
    public bool HasFolder(string path) => Directory.Exists(Path.Combine(root, path));

    /// <summary>The value of a line <c>key: value</c>; null where there is no such line, or nothing behind it.</summary>
    public static string? Field(string[] lines, string key)
    {
        string? line = lines.FirstOrDefault(line => KeyOf(line) == key);
        string value = line is null ? "" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return value.Length == 0 ? null : value;
    }

    /// <summary>What stands before the colon of a line; empty where there is none.</summary>
    public static string KeyOf(string line) => line.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon ? line[..colon].Trim() : "";

    /// <summary>The folders of a pattern, numbers in their order, as relative paths.</summary>
    public IEnumerable<string> FindFolders(string path, string pattern) => Find(path, folder => Directory.EnumerateDirectories(folder, pattern));

    /// <summary>The files of a pattern, numbers in their order, as relative paths.</summary>
    public IEnumerable<string> FindFiles(string path, string pattern) => Find(path, folder => Directory.EnumerateFiles(folder, pattern));

    private string[] Find(string path, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return enumerate(Path.Combine(root, path))
                .Select(found => $"{path}/{Path.GetFileName(found)}")
                .OrderBy(found => found.Length) // hwmon2 before hwmon10; the runtime orders no numbers without its tables of cultures
                .ThenBy(found => found, StringComparer.Ordinal)
                .ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
