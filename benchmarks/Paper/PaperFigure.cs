namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>What a figure gives to the page.</summary>
/// <param name="Text">Tables, sentences and links to the pictures, in Markdown.</param>
/// <param name="Pictures">The pictures by file name, in SVG.</param>
internal sealed record PaperFigure(string Text, IReadOnlyDictionary<string, string> Pictures)
{
    /// <summary>Joins parts; those that are empty are left out.</summary>
    /// <param name="parts">The parts of the text.</param>
    public static string Join(params IEnumerable<string> parts) => string.Join("\n\n", parts.Where(part => part.Length > 0));
}
