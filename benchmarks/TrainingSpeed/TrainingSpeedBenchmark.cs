using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>How fast a step of fine-tuning is, in turns with PyTorch on the same network where there is one, and how much memory a training takes.</summary>
internal static class TrainingSpeedBenchmark
{
    // The compressions are those of the benchmark of fine-tuning.
    private const int Seed = 0;

    private static readonly MarkdownSection s_section = new("training-speed");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="progress">Hears of each row that begins, and of wrong usage.</param>
    /// <returns>0, 2 where the command line cannot be understood, or 130 where a step was stopped.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => SpeedOptions.Parse(args), options => options.Markdown, SpeedOptions.Usage, progress, s_section) is not { } options)
        {
            return 2;
        }

        SpeedTable table = new(writer);
        // No ThrownAwayFolder: that is gone at a signal, and here the tool that still writes into it is let end first (LongRun).
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rsdtr-training-speed-");
        using LongRun work = new(options.Work, "rsdtr-training-speed-work-");
        try
        {
            StepRunner steps = new(new SubjectData(options.Shared, work.Folder), options.Shared, work.Folder, Seed, progress, work.Stop);
            SpeedRunner runner = new(options, steps, folder.FullName);
            foreach (SpeedRow row in options.Rows)
            {
                work.Stop.ThrowIfCancellationRequested();
                progress.WriteLine($"  {row.Name}");
                SpeedRun run = runner.Run(row, table.Note);

                // Ctrl+C ends PyTorch's process at once: its row failed by that, and is no row.
                work.Stop.ThrowIfCancellationRequested();
                table.Add(run);
            }

            string conditions = Conditions(options, runner.TorchVersion);
            writer.WriteLine(conditions);
            if (options.Markdown is { } page)
            {
                s_section.Replace(page, $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}.\n\n{table.ToMarkdown()}");
            }
        }
        catch (OperationCanceledException)
        {
            return work.TellStopped(progress);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static string Conditions(SpeedOptions options, string? torch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{BoardInfo.Read().Cpu ?? "a processor without a name"}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, "
        + $"{torch ?? $"no PyTorch{(TorchLibrary.Absence is { } absence ? $" ({absence})" : "")}"}, batch {StepSettings.Batch}, {ThreadText.Of(options.Threads)}, at least {options.Seconds} s of each side");
}
