using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Soak;

/// <summary>What the command line asks for.</summary>
/// <param name="Model">The ONNX file.</param>
/// <param name="Runs">How many runs count.</param>
/// <param name="Threads">Threads of a run.</param>
/// <param name="Markdown">The page whose section is replaced; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record SoakOptions(string Model, int Runs, int Threads, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "soak [--runs N] [--model FILE] [--threads N] [--markdown FILE]      from the project's root";

    private const string SampleModel = "samples/PiClassifier/models/classifier.onnx";

    private static readonly string[] s_told = ["--runs", "--model", "--threads"];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static SoakOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, [.. s_told, "--markdown"]);

        string model = values.GetValueOrDefault("--model", SampleModel);
        return new SoakOptions(
            File.Exists(model) ? model : throw new FormatException($"there is no model '{model}'"),
            Number("--runs", 1_000_000, 100),
            Number("--threads", 1, 1),
            values.GetValueOrDefault("--markdown"),
            string.Join(' ', ["soak", .. s_told.Where(values.ContainsKey).Select(option => $"{option} {values[option]}")]));

        int Number(string option, int usual, int least) => !values.TryGetValue(option, out string? text)
            ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
                ? number
                : throw new FormatException($"{option} takes a whole number from {least} on");
    }
}
