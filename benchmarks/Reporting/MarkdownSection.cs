using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Benchmarks.Reporting;

/// <summary>The part of a page that a command writes, between two comments.</summary>
/// <param name="name">What the comments call it.</param>
internal sealed class MarkdownSection(string name)
{
    private readonly string _begin = $"<!-- {name}: begin, written by the command -->";
    private readonly string _end = $"<!-- {name}: end -->";

    /// <summary>Makes sure that a page has the comments, before the long work.</summary>
    /// <exception cref="FormatException">It has not.</exception>
    public void Require(string page) => Split(page);

    /// <summary>Replaces the part.</summary>
    /// <exception cref="FormatException">The page has not the comments.</exception>
    public void Replace(string page, string text)
    {
        (string before, string after) = Split(page);
        AtomicFile.WriteText(page, $"{before}{_begin}\n\n{text}\n\n{_end}{after}");
    }

    private (string Before, string After) Split(string page)
    {
        string text = File.Exists(page) ? File.ReadAllText(page) : throw new FormatException($"--markdown takes a page that exists, not '{page}'");
        int begin = text.IndexOf(_begin, StringComparison.Ordinal);
        int end = text.IndexOf(_end, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (text[..begin], text[(end + _end.Length)..])
            : throw new FormatException($"'{page}' has no lines '{_begin}' and '{_end}'");
    }
}
