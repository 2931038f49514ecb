namespace RsdtrEdge.Benchmarks.Reporting;

/// <summary>How a benchmark that writes a part of a page begins: its command line is read, and the page looked at, before the long work.</summary>
internal static class CommandLine
{
    /// <summary>Reads a command line.</summary>
    /// <param name="parse">Reads it; a <see cref="FormatException"/> says what cannot be understood.</param>
    /// <param name="pageOf">The page that is asked for; null for none.</param>
    /// <param name="usage">How the benchmark is used.</param>
    /// <param name="progress">Hears what cannot be understood.</param>
    /// <param name="sections">The parts of the page that may be replaced.</param>
    /// <returns>The options, or null where the command line or the page cannot be used.</returns>
    public static TOptions? Read<TOptions>(Func<TOptions> parse, Func<TOptions, string?> pageOf, string usage, TextWriter progress, params MarkdownSection[] sections)
        where TOptions : class
    {
        try
        {
            TOptions options = parse();
            if (pageOf(options) is { } page)
            {
                Array.ForEach(sections, section => section.Require(page));
            }

            return options;
        }
        catch (FormatException exception)
        {
            progress.WriteLine($"{exception.Message}\nusage: benchmarks {usage}");
            return null;
        }
    }
}
