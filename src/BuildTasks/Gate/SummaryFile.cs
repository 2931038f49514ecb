using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Gate;

/// <summary>
/// A summary that the builds of several projects share, on several nodes at once, with text of others around theirs. Each build has its
/// section between two comments, which it replaces when it runs again.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class SummaryFile(string path)
{
    /// <summary>Puts a section in the place of the one of its name, or at the end.</summary>
    /// <param name="name">What tells the section from others.</param>
    /// <param name="section">The text, with the end of its last line.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Put(string name, string section) => SharedFile.Change(path, text => Replace(text, name, section));

    /// <summary>The text with a section in its place.</summary>
    internal static string Replace(string text, string name, string section)
    {
        // Two hyphens end a comment.
        string title = name.Replace("--", "- -");
        string begin = $"<!-- rsdtr: {title} -->\n";
        string end = $"<!-- /rsdtr: {title} -->\n";
        string whole = begin + section + end;
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        int to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        return to >= 0 ? text.Substring(0, from) + whole + text.Substring(to + end.Length)
            : text.Length == 0 || text.EndsWith("\n", StringComparison.Ordinal) ? text + whole
            : text + "\n" + whole;
    }
}
