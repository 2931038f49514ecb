using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>
/// Networks of everybody that this project trains itself: VGG-16 and ResNet-18 for 32x32 images, from random weights to compressed networks, by <c>rsdtr finetune</c> and <c>rsdtr compress</c>
/// as new processes, judged on images that none has seen.
/// </summary>
internal static class TrainedNetworksBenchmark
{
    private static readonly MarkdownSection s_section = new("trained-networks");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the tables go.</param>
    /// <param name="progress">Hears of each step, and of wrong usage.</param>
    /// <returns>0, 2 where the command line cannot be understood, or 130 where a step was stopped.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => TrainedNetworksOptions.Parse(args), options => options.Markdown, TrainedNetworksOptions.Usage, progress, s_section) is not { } options)
        {
            return 2;
        }

        string conditions = string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, {options.TrainingsText}");
        writer.WriteLine(conditions);
        TrainedTables tables = new(writer);
        using LongRun run = new(options.Work, "rsdtr-trained-networks-");
        try
        {
            Fill(tables, options, new StepRunner(new SubjectData(options.Shared, run.Folder), options.Shared, run.Folder, options.Seed, progress, run.Stop));
        }
        catch (OperationCanceledException)
        {
            return run.TellStopped(progress);
        }

        if (options.Markdown is not null)
        {
            s_section.Replace(options.Markdown, $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}.\n\n{tables.ToMarkdown()}");
        }

        return 0;
    }

    private static void Fill(TrainedTables tables, TrainedNetworksOptions options, StepRunner runner)
    {
        List<SubjectModel> models = [];
        ScratchSteps trainings = new(options, runner);
        foreach (TrainedNetwork network in options.Networks)
        {
            ScratchTraining training = trainings.Run(network);
            tables.Add(training);
            if (training.Model is { } model)
            {
                models.Add(model);
            }
        }

        TrainedPoints points = new(options, runner);
        foreach (SubjectModel model in models)
        {
            foreach (TuningSubject subject in TrainedPoints.Subjects)
            {
                tables.Add(points.Make(model, subject));
            }
        }
    }
}
