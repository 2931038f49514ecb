using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>Reads small files of /proc and /sys below a root folder; paths are relative to it. What cannot be read is null or empty.</summary>
internal sealed class KernelFiles(string root)
{
    /// <summary>The text without the null characters and white space around it; null where there is none.</summary>
    public string? ReadText(string path)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(root, path)).Trim('\0', ' ', '\t', '\n', '\r');
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

    /// <summary>The folders of a pattern, numbers in their order, as relative paths.</summary>
    public IEnumerable<string> FindFolders(string path, string pattern)
    {
        try
        {
            return Directory.EnumerateDirectories(Path.Combine(root, path), pattern)
                .Select(folder => $"{path}/{Path.GetFileName(folder)}")
                .Order(StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering))
                .ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
