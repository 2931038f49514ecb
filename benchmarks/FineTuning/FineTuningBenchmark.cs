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
    private const string Curves = "finetuning.svg";

    private static readonly MarkdownSection s_section = new("finetuning");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="progress">Hears of each step, and of wrong usage.</param>
    /// <returns>0, 2 where the command line cannot be understood, or 130 where a step was stopped.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => TuningOptions.Parse(args), options => options.Markdown, TuningOptions.Usage, progress, s_section) is not { } options)
        {
            return 2;
        }

        string conditions = Conditions(options);
        writer.WriteLine(conditions);
        TuningTables tables = new(writer);
        using LongRun run = new(options.Work, "rsdtr-finetuning-");
        try
        {
            TuningSteps steps = new(options, new StepRunner(new SubjectData(options.Shared, run.Folder), options.Shared, run.Folder, options.Seed, progress, run.Stop));
            foreach (TuningRow row in options.Rows)
            {
                tables.Add(steps.Run(row));
            }
        }
        catch (OperationCanceledException)
        {
            return run.TellStopped(progress);
        }

        if (options.Markdown is not null)
        {
            Write(options, conditions, tables);
        }

        return 0;
    }

    private static string Conditions(TuningOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, {options.TrainingsText}");

    private static void Write(TuningOptions options, string conditions, TuningTables tables)
    {
        string text = $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}.\n\n{tables.ToMarkdown()}";
        if (TuningCurves.Draw(tables.Runs) is { } picture)
        {
            AtomicFile.WriteText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(options.Markdown!))!, Curves), picture);
            text += $"\n\n![Top-1 on held-out images behind each epoch]({Curves})";
        }

        s_section.Replace(options.Markdown!, text);
    }
}
