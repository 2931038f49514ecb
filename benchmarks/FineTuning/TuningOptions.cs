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
/// <param name="Markdown">The page whose section is replaced, beside which the curves are written; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record TuningOptions(
    string Shared, IReadOnlyList<TuningRow> Rows, int Epochs, int? Images, int Seed, IReadOnlyList<string> FineTuneArguments, string? Work, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage =
        "finetuning --shared DIR [--rows NAME,...] [--epochs N] [--images N] [--seed N] [--finetune-arguments \"...\"] [--work DIR] [--markdown FILE]";

    private const string UsualEpochs = "10";

    // What bears on the figures, in the order of the page; what is left decides only where files are.
    private static readonly string[] s_told = ["--rows", "--epochs", "--images", "--seed", "--finetune-arguments"];

    private static readonly string[] s_known = ["--shared", .. s_told, "--work", "--markdown"];

    /// <summary>The folder of trainings in the work folder: another one for all that bears on every training.</summary>
    public string TrainingFolder => string.Create(
        CultureInfo.InvariantCulture,
        $"epochs{Epochs}-{(Images is { } images ? $"images{images}" : "all")}-seed{Seed}{(FineTuneArguments.Count > 0 ? $"-{HashOf(FineTuneArguments)}" : "")}");

    /// <summary>What all trainings have in common, in words.</summary>
    public string TrainingsText => string.Create(
        CultureInfo.InvariantCulture, $"{Epochs} {(Epochs == 1 ? "epoch" : "epochs")} of {(Images is { } images ? $"{images}" : "all")} training images, seed {Seed}");

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static TuningOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);

        if (values.GetValueOrDefault("--shared") is not { } shared || !Directory.Exists(Path.Combine(shared, "models")))
        {
            throw new FormatException("--shared takes the folder that holds models and data");
        }

        IEnumerable<string> told = s_told
            .Where(values.ContainsKey).Select(option => values[option].Contains(' ', StringComparison.Ordinal) ? $"{option} \"{values[option]}\"" : $"{option} {values[option]}");
        return new TuningOptions(
            Path.GetFullPath(shared),
            FindRows(values.GetValueOrDefault("--rows")),
            ReadCount("--epochs", values.GetValueOrDefault("--epochs", UsualEpochs), least: 1),
            values.GetValueOrDefault("--images") is { } images ? ReadCount("--images", images, least: 2) : null,
            ReadCount("--seed", values.GetValueOrDefault("--seed", "0"), least: 0),
            values.GetValueOrDefault("--finetune-arguments", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            values.GetValueOrDefault("--work") is { } work ? Path.GetFullPath(work) : null,
            values.GetValueOrDefault("--markdown"),
            string.Join(' ', ["finetuning --shared ../shared", .. told]));
    }

    private static TuningRow[] FindRows(string? names)
    {
        if (names is null)
        {
            return [.. TuningRows.All];
        }

        TuningRow[] known = [.. TuningRows.All, .. TuningRows.Further];
        HashSet<string> wanted = [.. names.Split(',')];
        TuningRow[] found = [.. known.Where(row => wanted.Contains(row.Name))];
        return wanted.Except(found.Select(row => row.Name)).FirstOrDefault() is { } unknown
            ? throw new FormatException($"no row '{unknown}'; there are {string.Join(", ", known.Select(row => row.Name))}")
            : found;
    }

    private static int ReadCount(string option, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least
            ? count
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{option} takes a whole number from {least} on, not '{text}'"));

    private static string HashOf(IEnumerable<string> arguments) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', arguments))).AsSpan(0, 4));
}
