namespace RsdtrEdge.BuildTasks.Sarif;

/// <summary>
/// One file for the runs of several projects. A run is found by its text: a log is always written by <see cref="SarifLog"/>, which begins each run with its name,
/// and no text within holds an end of line.
/// </summary>
internal static class SarifRuns
{
    private const string Begin = "  \"runs\": [\n";
    private const string End = "\n  ]\n}\n";
    private const string EndOfName = "\n      }";
    private const string Between = "\n    },\n    {\n";
    private const string Separator = ",\n";

    /// <summary>The log with a run in the place of the one of its name, or among the others in the order of names.</summary>
    /// <param name="log">What is in the file; what is no such log gives way.</param>
    /// <param name="own">A log of one run.</param>
    public static string Put(string log, string own)
    {
        string header = own.Substring(0, own.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length);
        string run = Split(own, header).Single();
        IEnumerable<string> others = Split(log, header).Where(other => NameOf(other) != NameOf(run));
        return header + string.Join(Separator, others.Append(run).OrderBy(NameOf, StringComparer.Ordinal)) + End;
    }

    /// <summary>Whether a log has a run of the same name.</summary>
    /// <inheritdoc cref="Put"/>
    public static bool Has(string log, string own)
    {
        string header = own.Substring(0, own.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length);
        return Split(log, header).Any(run => NameOf(run) == NameOf(Split(own, header).Single()));
    }

    private static string[] Split(string log, string header)
    {
        if (!log.StartsWith(header, StringComparison.Ordinal) || !log.EndsWith(End, StringComparison.Ordinal) || log.Length <= header.Length + End.Length)
        {
            return [];
        }

        string runs = log.Substring(header.Length, log.Length - header.Length - End.Length);
        return [.. runs.Replace(Between, "\n    }\0    {\n").Split('\0')];
    }

    private static string NameOf(string run) => run.IndexOf(EndOfName, StringComparison.Ordinal) is > 0 and int end ? run.Substring(0, end) : run;
}
