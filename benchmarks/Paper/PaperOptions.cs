using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>What the command line asks for.</summary>
/// <param name="Figures">The figures to make, by name.</param>
/// <param name="Models">The networks of figures that have any.</param>
/// <param name="Errors">The relative errors of the published method.</param>
/// <param name="Tuning">Which trainings are looked for, the folders of models, data and steps; null where no figure needs any.</param>
/// <param name="Markdown">The page whose sections are replaced, beside which pictures are written; null for none.</param>
internal sealed record PaperOptions(IReadOnlyList<string> Figures, IReadOnlyList<SubjectModel> Models, IReadOnlyList<double> Errors, TuningOptions? Tuning, string? Markdown)
{
    /// <summary>The figure of what rings store.</summary>
    public const string Ratio = "ratio";

    /// <summary>The figure of accuracy against compression.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>The figure of the curves of fine-tuning.</summary>
    public const string Curves = "curves";

    /// <summary>How the command is used.</summary>
    public const string Usage =
        "paper --figure ratio|accuracy|curves|all [--shared DIR] [--models NAME,...] [--errors E,...] [--work DIR] [--epochs N] [--images N] [--seed N] [--finetune-arguments \"...\"] [--markdown FILE]";

    private const string All = "all";

    // What bears on a figure of a network, in the order of the page.
    private static readonly string[] s_told = ["--errors", .. TuningOptions.Trainings];

    private static readonly string[] s_tuning = ["--shared", .. TuningOptions.Trainings, "--work"];

    private static readonly string[] s_known = ["--figure", "--models", "--markdown", .. s_told, .. s_tuning];

    /// <summary>All figures, in the order of the page.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ratio, Accuracy, Curves];

    /// <summary>What was given of the options that bear on a figure of a network, as it is told.</summary>
    public string Told { get; private init; } = "";

    /// <summary>What was given of the options that say which trainings are looked for.</summary>
    public string Trainings => Tuning?.Told ?? "";

    /// <summary>The command line that makes a figure, in a form that serves everybody.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="model">The network; null for a figure that is not of one.</param>
    public string CommandOf(string figure, SubjectModel? model) =>
        model is null ? $"paper --figure {figure}" : $"paper --figure {figure} --shared ../shared --models {model.Name}{Told}{(Tuning?.Work is null ? "" : " --work DIR")}";

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static PaperOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);

        string figure = values.GetValueOrDefault("--figure") is { } name && (name == All || Names.Contains(name))
            ? name
            : throw new FormatException($"--figure takes {string.Join(", ", Names)} or {All}");
        IReadOnlyList<string> figures = figure == All ? Names : [figure];
        TuningOptions? tuning = figures.All(one => one == Ratio)
            ? null
            : TuningOptions.Parse([.. s_tuning.Where(values.ContainsKey).SelectMany(option => (string[])[option, values[option]])]);
        return new PaperOptions(
            figures, FindModels(values.GetValueOrDefault("--models")), ReadErrors(values.GetValueOrDefault("--errors")), tuning, values.GetValueOrDefault("--markdown"))
        {
            Told = CommandLine.Tell(values, s_told),
        };
    }

    private static IReadOnlyList<SubjectModel> FindModels(string? names)
    {
        if (names is null)
        {
            return AccuracyRows.Published;
        }

        string[] wanted = names.Split(',');
        return wanted.Except(AccuracyRows.Published.Select(model => model.Name)).FirstOrDefault() is { } unknown
            ? throw new FormatException($"no network '{unknown}'; there are {string.Join(", ", AccuracyRows.Published.Select(model => model.Name))}")
            : [.. AccuracyRows.Published.Where(model => wanted.Contains(model.Name))];
    }

    private static IReadOnlyList<double> ReadErrors(string? text) => text is null
        ? PaperErrors.All
        :
        [
            .. text.Split(',').Select(part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double error) && error is > 0 and < 1
                ? error
                : throw new FormatException($"--errors takes numbers between 0 and 1 such as 0.3,0.5, not '{text}'")).Distinct().Order(),
        ];
}
