using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>What the command line asks for.</summary>
/// <param name="Shared">The folder with models and data.</param>
/// <param name="Rows">The rows to run.</param>
/// <param name="Threads">Threads of a step, on both sides.</param>
/// <param name="Seconds">How long each side of a row runs at least.</param>
/// <param name="Work">The folder of compressions, which the benchmark of fine-tuning may have made; null for one that is thrown away.</param>
/// <param name="Markdown">The page whose section is replaced; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record SpeedOptions(string Shared, IReadOnlyList<SpeedRow> Rows, int Threads, double Seconds, string? Work, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "training-speed --shared DIR [--rows NAME,...] [--threads N] [--seconds S] [--work DIR] [--markdown FILE]";

    private static readonly string[] s_told = ["--rows", "--threads", "--seconds"];

    private static readonly string[] s_known = ["--shared", .. s_told, "--work", "--markdown"];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static SpeedOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);
        return new SpeedOptions(
            CommandLine.ReadShared(values),
            FindRows(values.GetValueOrDefault("--rows")),
            int.TryParse(values.GetValueOrDefault("--threads", "2"), NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads > 0
                ? threads
                : throw new FormatException("--threads takes a whole number from 1 on"),
            double.TryParse(values.GetValueOrDefault("--seconds", "30"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= 3600
                ? seconds
                : throw new FormatException("--seconds takes a number up to 3600"),
            values.GetValueOrDefault("--work") is { } work ? Path.GetFullPath(work) : null,
            values.GetValueOrDefault("--markdown"),
            string.Join(' ', ["training-speed --shared ../shared", .. s_told.Where(values.ContainsKey).Select(option => $"{option} {values[option]}")]));
    }

    private static SpeedRow[] FindRows(string? names)
    {
        HashSet<string> wanted = names is null ? [.. SpeedRow.All.Select(row => row.Name)] : [.. names.Split(',')];
        SpeedRow[] found = [.. SpeedRow.All.Where(row => wanted.Contains(row.Name))];
        return wanted.Except(found.Select(row => row.Name)).FirstOrDefault() is { } unknown
            ? throw new FormatException($"no row '{unknown}'; there are {string.Join(", ", SpeedRow.All.Select(row => row.Name))}")
            : found;
    }
}
