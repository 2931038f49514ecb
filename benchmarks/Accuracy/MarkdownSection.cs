using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>The part of a page that a command writes, between two comments.</summary>
internal static class MarkdownSection
{
    private const string Begin = "<!-- accuracy: begin, written by the command -->";
    private const string End = "<!-- accuracy: end -->";

    /// <summary>Makes sure that a page has the comments, before the long work.</summary>
    /// <exception cref="FormatException">It has not.</exception>
    public static void Require(string page) => Split(page);

    /// <summary>Replaces the part.</summary>
    /// <exception cref="FormatException">The page has not the comments.</exception>
    public static void Replace(string page, string text)
    {
        (string before, string after) = Split(page);
        AtomicFile.WriteText(page, $"{before}{Begin}\n\n{text}\n\n{End}{after}");
    }

    private static (string Before, string After) Split(string page)
    {
        string text = File.Exists(page) ? File.ReadAllText(page) : throw new FormatException($"--markdown takes a page that exists, not '{page}'");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (text[..begin], text[(end + End.Length)..])
            : throw new FormatException($"'{page}' has no lines '{Begin}' and '{End}'");
    }
}
