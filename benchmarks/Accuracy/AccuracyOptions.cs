using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>What the command line asks for.</summary>
/// <param name="Shared">The folder with models and data.</param>
/// <param name="Rows">The rows to run.</param>
/// <param name="Seeds">The seeds of each row.</param>
/// <param name="Markdown">The page whose section is replaced; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record AccuracyOptions(string Shared, IReadOnlyList<AccuracyRow> Rows, IReadOnlyList<int> Seeds, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "accuracy --shared DIR [--rows NAME,...] [--curve] [--seeds 0,1,2] [--markdown FILE]";

    // The one option without a value.
    private const string Curve = "--curve";

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static AccuracyOptions Parse(string[] args)
    {
        bool curve = args.Contains(Curve);
        Dictionary<string, string> values = CommandLine.ReadPairs([.. args.Where(argument => argument != Curve)], ["--shared", "--rows", "--seeds", "--markdown"]);
        return new AccuracyOptions(
            CommandLine.ReadShared(values),
            FindRows(values.GetValueOrDefault("--rows"), curve),
            ReadSeeds(values.GetValueOrDefault("--seeds", "0,1,2")),
            values.GetValueOrDefault("--markdown"),
            $"accuracy --shared ../shared{CommandLine.Tell(values, ["--rows"])}{(curve ? $" {Curve}" : "")}{CommandLine.Tell(values, ["--seeds"])}");
    }

    private static AccuracyRow[] FindRows(string? names, bool curve)
    {
        if (names is null)
        {
            return [.. AccuracyRows.All.Where(row => curve || !row.IsCurve)];
        }

        HashSet<string> wanted = [.. names.Split(',')];
        AccuracyRow[] found = [.. AccuracyRows.All.Where(row => wanted.Contains(row.Name) || (curve && row.IsCurve))];
        return wanted.Except(found.Select(row => row.Name)).FirstOrDefault() is { } unknown
            ? throw new FormatException($"no row '{unknown}'; there are {string.Join(", ", AccuracyRows.All.Select(row => row.Name))}")
            : found;
    }

    private static int[] ReadSeeds(string text) =>
    [
        .. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int seed)
            ? seed
            : throw new FormatException($"--seeds takes whole numbers such as 0,1,2, not '{text}'")),
    ];
}
