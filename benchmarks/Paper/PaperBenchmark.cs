using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>Repeats what the paper of the published method shows (Gabor and Zdunek, arXiv 2405.10802), a figure at a time, and the project's method beside it.</summary>
internal static class PaperBenchmark
{
    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where tables go.</param>
    /// <param name="progress">Hears of each step, and of wrong usage.</param>
    /// <returns>0, 2 where the command line cannot be understood, or 130 where a step was stopped.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => PaperOptions.Parse(args), options => options.Markdown, PaperOptions.Usage, progress, options => Parts(options).Select(part => SectionOf(part.Figure, part.Model))) is not { } options)
        {
            return 2;
        }

        using LongRun run = new(options.Tuning?.Work, "rsdtr-paper-");
        try
        {
            StepRunner? runner = options.Tuning is { } tuning
                ? new StepRunner(new SubjectData(tuning.Shared, run.Folder), tuning.Shared, run.Folder, tuning.Seed, progress, run.Stop)
                : null;
            foreach ((string figure, SubjectModel? model) in Parts(options))
            {
                writer.WriteLine($"figure: {NameOf(figure, model)}");
                PaperFigure made = Make(figure, model, options, runner, writer);
                if (options.Markdown is { } page)
                {
                    // Each when it is made, so that a later one that is stopped does not cost it.
                    Write(page, figure, model, options, made);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return run.TellStopped(progress);
        }

        return 0;
    }

    // All that has a section of the page: a figure, or a network's part of one.
    private static IEnumerable<(string Figure, SubjectModel? Model)> Parts(PaperOptions options) =>
        options.Figures.SelectMany(figure => figure == PaperOptions.Ratio ? (IEnumerable<(string, SubjectModel?)>)[(figure, null)] : options.Models.Select(model => (figure, (SubjectModel?)model)));

    private static string NameOf(string figure, SubjectModel? model) => model is null ? figure : $"{figure}-{model.Name}";

    private static MarkdownSection SectionOf(string figure, SubjectModel? model) => new($"paper-{NameOf(figure, model)}");

    private static PaperFigure Make(string figure, SubjectModel? model, PaperOptions options, StepRunner? runner, TextWriter writer)
    {
        if (model is null)
        {
            return RatioFigure.Make(writer);
        }

        if (figure == PaperOptions.Curves)
        {
            return CurvesFigure.Make(model, options, runner!, writer);
        }

        AccuracyFigure accuracy = new(model, writer);
        AccuracyPoints points = new(options, runner!);
        accuracy.Add(points.Original(model));
        foreach (AccuracyPoint point in points.Of(model))
        {
            accuracy.Add(point);
        }

        return accuracy.ToFigure();
    }

    private static void Write(string page, string figure, SubjectModel? model, PaperOptions options, PaperFigure made)
    {
        foreach ((string file, string picture) in made.Pictures)
        {
            AtomicFile.WriteText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, file), picture);
        }

        string conditions = model is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $": .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, {options.Tuning!.TrainingsText}");
        SectionOf(figure, model).Replace(page, $"`dotnet run -c Release --project benchmarks -- {options.CommandOf(figure, model)}`{conditions}.\n\n{made.Text}");
    }
}
