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
        if (CommandLine.Read(() => TuningOptions.Parse(args), options => options.Markdown, s_section, TuningOptions.Usage, progress) is not { } options)
        {
            return 2;
        }

        string conditions = Conditions(options);
        writer.WriteLine(conditions);
        TuningTables tables = new(writer);
        using CancellationTokenSource stop = new();
        // The tool hears Ctrl-C, too, and keeps how far it is; the second one ends at once.
        ConsoleCancelEventHandler handler = (_, signal) =>
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        Console.CancelKeyPress += handler;
        string work = options.Work is { } kept ? Directory.CreateDirectory(kept).FullName : Directory.CreateTempSubdirectory("rsdtr-finetuning-").FullName;
        try
        {
            TuningSteps steps = new(options, new SubjectData(options.Shared, work), work, progress, stop.Token);
            foreach (TuningRow row in options.Rows)
            {
                tables.Add(steps.Run(row));
            }
        }
        catch (OperationCanceledException)
        {
            progress.WriteLine($"stopped{(options.Work is null ? "" : "; the same command goes on from here")}");
            return 130;
        }
        finally
        {
            Console.CancelKeyPress -= handler;
            if (options.Work is null)
            {
                Directory.Delete(work, recursive: true);
            }
        }

        if (options.Markdown is not null)
        {
            Write(options, conditions, tables);
        }

        return 0;
    }

    private static string Conditions(TuningOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, {options.Epochs} {(options.Epochs == 1 ? "epoch" : "epochs")} of {(options.Images is { } images ? $"{images}" : "all")} training images, seed {options.Seed}");

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
