using System.Globalization;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>What the command line asks for.</summary>
/// <param name="Shared">The folder with the data.</param>
/// <param name="Networks">The networks to train, in the order of the table.</param>
/// <param name="Epochs">The epochs of every training from random weights.</param>
/// <param name="FineTuneEpochs">The epochs of every fine-tuning of originals and compressed networks; 0 for none.</param>
/// <param name="Images">The images of every training, those that are held out included; null for all.</param>
/// <param name="Seed">The seed of every weight, compression and training.</param>
/// <param name="Work">The folder in which finished steps stay; null for one that is thrown away.</param>
/// <param name="Markdown">The page whose section is replaced; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record TrainedNetworksOptions(
    string Shared, IReadOnlyList<TrainedNetwork> Networks, int Epochs, int FineTuneEpochs, int? Images, int Seed, string? Work, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage =
        "trained-networks --shared DIR [--rows NAME,...] [--epochs N] [--finetune-epochs N] [--images N] [--seed N] [--work DIR] [--markdown FILE]";

    private const string UsualEpochs = "10";

    // What bears on the figures, in the order of the page; what is left decides only where files are.
    private static readonly string[] s_told = ["--rows", "--epochs", "--finetune-epochs", "--images", "--seed"];

    private static readonly string[] s_known = ["--shared", .. s_told, "--work", "--markdown"];

    /// <summary>The folder of trainings from random weights in the work folder: another one for all that bears on every training.</summary>
    public string TrainingFolder => string.Create(
        CultureInfo.InvariantCulture, $"scratch-epochs{Epochs}-{(Images is { } images ? $"images{images}" : "all")}-seed{Seed}");

    /// <summary>What is asked of fine-tuning; null where nothing is.</summary>
    public TuningOptions? Tuning => FineTuneEpochs > 0
        ? new TuningOptions(Shared, Rows: [], FineTuneEpochs, Images, Seed, FineTuneArguments: [], Work, Markdown: null, Told: "")
        : null;

    /// <summary>What all trainings have in common, in words.</summary>
    public string TrainingsText => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(Epochs)} of {(Images is { } images ? $"{images}" : "all")} training images, {(FineTuneEpochs > 0 ? $"fine-tuning for {Count(FineTuneEpochs)}" : "no fine-tuning")}, seed {Seed}");

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static TrainedNetworksOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);
        return new TrainedNetworksOptions(
            CommandLine.ReadShared(values, "data"),
            values.GetValueOrDefault("--rows") is { } rows ? [.. rows.Split(',').Select(TrainedNetwork.Parse).Distinct()] : TrainedNetwork.Usual,
            CommandLine.ReadCount("--epochs", values.GetValueOrDefault("--epochs", UsualEpochs), least: 1),
            CommandLine.ReadCount("--finetune-epochs", values.GetValueOrDefault("--finetune-epochs", "0"), least: 0),
            values.GetValueOrDefault("--images") is { } images ? CommandLine.ReadCount("--images", images, least: 2) : null,
            CommandLine.ReadCount("--seed", values.GetValueOrDefault("--seed", "0"), least: 0),
            values.GetValueOrDefault("--work") is { } work ? Path.GetFullPath(work) : null,
            values.GetValueOrDefault("--markdown"),
            string.Join(' ', ["trained-networks --shared ../shared", .. s_told.Where(values.ContainsKey).Select(option => $"{option} {values[option]}")]));
    }

    private static string Count(int epochs) => string.Create(CultureInfo.InvariantCulture, $"{epochs} {(epochs == 1 ? "epoch" : "epochs")}");
}
