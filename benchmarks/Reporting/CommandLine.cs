using System.Globalization;

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
        where TOptions : class => Read(parse, pageOf, usage, progress, _ => sections);

    /// <summary>Reads a command line of which it depends what of the page is replaced.</summary>
    /// <param name="parse">Reads it; a <see cref="FormatException"/> says what cannot be understood.</param>
    /// <param name="pageOf">The page that is asked for; null for none.</param>
    /// <param name="usage">How the benchmark is used.</param>
    /// <param name="progress">Hears what cannot be understood.</param>
    /// <param name="sectionsOf">The parts of the page that are to be replaced.</param>
    /// <returns>The options, or null where the command line or the page cannot be used.</returns>
    public static TOptions? Read<TOptions>(
        Func<TOptions> parse, Func<TOptions, string?> pageOf, string usage, TextWriter progress, Func<TOptions, IEnumerable<MarkdownSection>> sectionsOf)
        where TOptions : class
    {
        try
        {
            TOptions options = parse();
            if (pageOf(options) is { } page)
            {
                foreach (MarkdownSection section in sectionsOf(options))
                {
                    section.Require(page);
                }
            }

            return options;
        }
        catch (FormatException exception)
        {
            progress.WriteLine($"{exception.Message}\nusage: benchmarks {usage}");
            return null;
        }
    }

    /// <summary>What was given of some options, as a page tells it: a blank before each, and values with blanks in quotes.</summary>
    /// <param name="values">What <see cref="ReadPairs"/> has read.</param>
    /// <param name="options">The options, in the order of the page.</param>
    public static string Tell(Dictionary<string, string> values, IEnumerable<string> options) => string.Concat(options.Where(values.ContainsKey).Select(
        option => values[option].Contains(' ', StringComparison.Ordinal) ? $" {option} \"{values[option]}\"" : $" {option} {values[option]}"));

    /// <summary>The folder of models and data, in full.</summary>
    /// <param name="values">What <see cref="ReadPairs"/> has read.</param>
    /// <param name="part">What it must hold at least.</param>
    /// <exception cref="FormatException">There is no <c>--shared</c>, or no such folder in what it names.</exception>
    public static string ReadShared(Dictionary<string, string> values, string part = "models") =>
        values.GetValueOrDefault("--shared") is { } shared && Directory.Exists(Path.Combine(shared, part))
            ? Path.GetFullPath(shared)
            : throw new FormatException($"--shared takes the folder that holds {part}");

    /// <summary>A whole number.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">Its value.</param>
    /// <param name="least">The least number that it takes.</param>
    /// <exception cref="FormatException">The value is no such number.</exception>
    public static int ReadCount(string option, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least
            ? count
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{option} takes a whole number from {least} on, not '{text}'"));

    /// <summary>Reads a command line in which each option has a value behind it; of an option that is given twice the last value counts.</summary>
    /// <param name="args">The command line behind the benchmark's name.</param>
    /// <param name="known">The options that there are.</param>
    /// <exception cref="FormatException">An option is unknown, or the last one has no value.</exception>
    public static Dictionary<string, string> ReadPairs(string[] args, IReadOnlyCollection<string> known)
    {
        Dictionary<string, string> values = [];
        for (int i = 0; i < args.Length; i += 2)
        {
            string option = known.Contains(args[i]) ? args[i] : throw new FormatException($"'{args[i]}' is no option here");
            values[option] = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{option} takes a value");
        }

        return values;
    }
}
