using System.Text.RegularExpressions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Documentation;

/// <summary>The command lines of this project's programs that its pages show, in indented blocks.</summary>
internal static partial class DocumentedCommands
{
    // What stands for something of the user's, and an example of it where a parser would not take the word itself.
    private static readonly Dictionary<string, string[]> s_placeholders = new(StringComparer.Ordinal)
    {
        ["N"] = ["1"],
        ["M"] = ["1"],
        ["LIMITS"] = ["--max-flops", "50%"],
        ["..."] = [],
    };

    /// <summary>The repository's pages, as paths from its root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryLayout.Root, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryLayout.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The lines that begin with a program's name: with all that is optional, and the words that explain them left out.</summary>
    /// <param name="program">The program.</param>
    /// <returns>The page, the line as it stands there, and the arguments.</returns>
    public static IEnumerable<(string Page, string Line, string[] Arguments)> Of(string program) =>
        from page in Pages
        from line in File.ReadLines(Path.Combine(RepositoryLayout.Root, page))
        where line.StartsWith($"    {program} ", StringComparison.Ordinal)
        select (page, line.Trim(), ArgumentsOf(line.Trim()));

    private static string[] ArgumentsOf(string line) =>
    [
        .. Explanation().Replace(line, "").Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .SelectMany(word => s_placeholders.TryGetValue(word, out string[]? example) ? example : [word]),
    ];

    [GeneratedRegex("  +.*$")]
    private static partial Regex Explanation();
}
