using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What the command line asks for.</summary>
/// <param name="Shared">The folder with models and data.</param>
/// <param name="Rows">The rows to run.</param>
/// <param name="Epochs">The epochs of every training.</param>
/// <param name="Images">The images of every training, those that are held out included; null for all.</param>
/// <param name="Seed">The seed of every compression and training.</param>
/// <param name="FineTuneArguments">Further options of every <c>rsdtr finetune</c>.</param>
/// <param name="Work">The folder in which finished steps stay; null for one that is thrown away.</param>
/// <param name="Markdown">The page whose sections are replaced, one a network, beside which the curves are written; null for none.</param>
/// <param name="Told">What was given of the other options that bear on the figures, as it is told on the page.</param>
internal sealed record TuningOptions(
    string Shared, IReadOnlyList<TuningRow> Rows, int Epochs, int? Images, int Seed, IReadOnlyList<string> FineTuneArguments, string? Work, string? Markdown, string Told)
{
    /// <summary>How the command is used.</summary>
    public const string Usage =
        "finetuning --shared DIR [--rows NAME,...] [--epochs N] [--images N] [--seed N] [--finetune-arguments \"...\"] [--work DIR] [--markdown FILE]";

    private const string UsualEpochs = "10";

    /// <summary>The options that bear on every training, in the order of the page.</summary>
    public static IReadOnlyList<string> Trainings { get; } = ["--epochs", "--images", "--seed", "--finetune-arguments"];

    // Behind what it is made of.
    private static readonly string[] s_known = ["--shared", "--rows", .. Trainings, "--work", "--markdown"];

    private static IEnumerable<TuningRow> Known => TuningRows.All.Concat(TuningRows.Further);

    /// <summary>The folder of trainings in the work folder: another one for all that bears on every training.</summary>
    public string TrainingFolder => string.Create(
        CultureInfo.InvariantCulture,
        $"epochs{Epochs}-{(Images is { } images ? $"images{images}" : "all")}-seed{Seed}{(FineTuneArguments.Count > 0 ? $"-{HashOf(FineTuneArguments)}" : "")}");

    /// <summary>What all trainings have in common, in words.</summary>
    public string TrainingsText => string.Create(
        CultureInfo.InvariantCulture, $"{Epochs} {(Epochs == 1 ? "epoch" : "epochs")} of {(Images is { } images ? $"{images}" : "all")} training images, seed {Seed}");

    /// <summary>The command line that runs these rows of one network, in a form that serves everybody.</summary>
    /// <param name="rows">The rows.</param>
    public string CommandOf(IReadOnlyList<TuningRow> rows)
    {
        string model = rows[0].Model.Name;
        return $"finetuning --shared ../shared --rows {(rows.SequenceEqual(RowsNamed(model)) ? model : string.Join(',', rows.Select(row => row.Name)))}{Told}";
    }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static TuningOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);
        return new TuningOptions(
            CommandLine.ReadShared(values),
            FindRows(values.GetValueOrDefault("--rows")),
            CommandLine.ReadCount("--epochs", values.GetValueOrDefault("--epochs", UsualEpochs), least: 1),
            values.GetValueOrDefault("--images") is { } images ? CommandLine.ReadCount("--images", images, least: 2) : null,
            CommandLine.ReadCount("--seed", values.GetValueOrDefault("--seed", "0"), least: 0),
            values.GetValueOrDefault("--finetune-arguments", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            values.GetValueOrDefault("--work") is { } work ? Path.GetFullPath(work) : null,
            values.GetValueOrDefault("--markdown"),
            CommandLine.Tell(values, Trainings));
    }

    private static TuningRow[] FindRows(string? names)
    {
        if (names is null)
        {
            return [.. TuningRows.All];
        }

        Dictionary<string, IReadOnlyList<TuningRow>> wanted = names.Split(',').Distinct().ToDictionary(name => name, RowsNamed);
        return wanted.FirstOrDefault(named => named.Value.Count == 0).Key is { } unknown
            ? throw new FormatException(
                $"no row '{unknown}'; there are {string.Join(", ", Known.Select(row => row.Name))}, and {string.Join(" and ", TuningRows.All.Select(row => row.Model.Name).Distinct())} for all of the table")
            : [.. Known.Intersect(wanted.Values.SelectMany(rows => rows))];
    }

    // A row by its name, or all rows that the table has of a network.
    private static IReadOnlyList<TuningRow> RowsNamed(string name) =>
        [.. Known.Where(row => row.Name == name), .. TuningRows.All.Where(row => row.Model.Name == name)];

    private static string HashOf(IEnumerable<string> arguments) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', arguments))).AsSpan(0, 4));
}
