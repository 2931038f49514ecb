using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>
/// What fine-tuning brings back: each row is compressed by <c>rsdtr compress</c> and trained by <c>rsdtr finetune</c>, as new processes, and judged on images that
/// neither has seen.
/// </summary>
internal static class FineTuningBenchmark
{
    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="progress">Hears of each step, and of wrong usage.</param>
    /// <returns>0, 2 where the command line cannot be understood, or 130 where a step was stopped.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => TuningOptions.Parse(args), options => options.Markdown, TuningOptions.Usage, progress, options => options.Rows.Select(row => row.Model).Distinct().Select(SectionOf)) is not { } options)
        {
            return 2;
        }

        string conditions = Conditions(options);
        writer.WriteLine(conditions);
        using LongRun run = new(options.Work, "rsdtr-finetuning-");
        try
        {
            TuningSteps steps = new(options, new StepRunner(new SubjectData(options.Shared, run.Folder), options.Shared, run.Folder, options.Seed, progress, run.Stop));
            foreach (IGrouping<SubjectModel, TuningRow> rows in options.Rows.GroupBy(row => row.Model))
            {
                TuningTables tables = new(writer);
                foreach (TuningRow row in rows)
                {
                    tables.Add(steps.Run(row));
                }

                if (options.Markdown is { } page)
                {
                    // Each network when it is complete, so that a later one that is stopped does not cost it.
                    Write(page, rows.Key, options.CommandOf([.. rows]), conditions, tables);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return run.TellStopped(progress);
        }

        return 0;
    }

    private static string Conditions(TuningOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, {options.TrainingsText}");

    private static MarkdownSection SectionOf(SubjectModel model) => new($"finetuning-{model.Name}");

    private static void Write(string page, SubjectModel model, string command, string conditions, TuningTables tables)
    {
        string text = $"`dotnet run -c Release --project benchmarks -- {command}`: {conditions}.\n\n{tables.ToMarkdown()}";
        if (TuningCurves.Draw(tables.Runs) is { } picture)
        {
            string curves = $"finetuning-{model.Name}.svg";
            AtomicFile.WriteText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, curves), picture);
            text += $"\n\n![Top-1 on held-out images after each epoch]({curves})";
        }

        SectionOf(model).Replace(page, text);
    }
}
