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
    private static readonly Dictionary<string, MarkdownSection> s_sections = PaperOptions.Names.ToDictionary(name => name, name => new MarkdownSection($"paper-{name}"));

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where tables go.</param>
    /// <param name="progress">Hears of each step, and of wrong usage.</param>
    /// <returns>0, 2 where the command line cannot be understood, or 130 where a step was stopped.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => PaperOptions.Parse(args), options => options.Markdown, PaperOptions.Usage, progress, [.. s_sections.Values]) is not { } options)
        {
            return 2;
        }

        using LongRun run = new(options.Tuning?.Work, "rsdtr-paper-");
        try
        {
            StepRunner? runner = options.Tuning is { } tuning
                ? new StepRunner(new SubjectData(tuning.Shared, run.Folder), tuning.Shared, run.Folder, tuning.Seed, progress, run.Stop)
                : null;
            foreach (string figure in options.Figures)
            {
                writer.WriteLine($"figure: {figure}");
                PaperFigure made = Make(figure, options, runner, writer);
                if (options.Markdown is { } page)
                {
                    // Each figure when it is made, so that a later one that is stopped does not cost it.
                    Write(page, figure, options, made);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return run.TellStopped(progress);
        }

        return 0;
    }

    private static PaperFigure Make(string figure, PaperOptions options, StepRunner? runner, TextWriter writer)
    {
        if (figure == PaperOptions.Ratio)
        {
            return RatioFigure.Make(writer);
        }

        if (figure == PaperOptions.Curves)
        {
            return CurvesFigure.Make(options, runner!, writer);
        }

        AccuracyFigure accuracy = new(writer);
        AccuracyPoints points = new(options, runner!);
        foreach (SubjectModel model in options.Models)
        {
            accuracy.Add(points.Original(model));
            foreach (AccuracyPoint point in points.Of(model))
            {
                accuracy.Add(point);
            }
        }

        return accuracy.ToFigure();
    }

    private static void Write(string page, string figure, PaperOptions options, PaperFigure made)
    {
        foreach ((string file, string picture) in made.Pictures)
        {
            AtomicFile.WriteText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, file), picture);
        }

        string conditions = figure == PaperOptions.Ratio
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $": .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, {options.Tuning!.TrainingsText}");
        s_sections[figure].Replace(page, $"`dotnet run -c Release --project benchmarks -- {options.CommandOf(figure)}`{conditions}.\n\n{made.Text}");
    }
}
