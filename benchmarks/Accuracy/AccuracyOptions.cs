using System.Globalization;

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

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static AccuracyOptions Parse(string[] args)
    {
        string? shared = null;
        string? rows = null;
        string? seeds = null;
        string? markdown = null;
        bool curve = false;
        for (int i = 0; i < args.Length; i++)
        {
            string Value(string option) => ++i < args.Length ? args[i] : throw new FormatException($"{option} takes a value");
            switch (args[i])
            {
                case "--shared": shared = Value("--shared"); break;
                case "--rows": rows = Value("--rows"); break;
                case "--seeds": seeds = Value("--seeds"); break;
                case "--markdown": markdown = Value("--markdown"); break;
                case "--curve": curve = true; break;
                default: throw new FormatException($"'{args[i]}' is no option here");
            }
        }

        if (shared is null || !Directory.Exists(Path.Combine(shared, "models")))
        {
            throw new FormatException("--shared takes the folder that holds models and data");
        }

        string command = "accuracy --shared ../shared" + (rows is null ? "" : $" --rows {rows}") + (curve ? " --curve" : "") + (seeds is null ? "" : $" --seeds {seeds}");
        return new AccuracyOptions(Path.GetFullPath(shared), FindRows(rows, curve), ReadSeeds(seeds ?? "0,1,2"), markdown, command);
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
