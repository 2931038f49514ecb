using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>Compresses and trains in processes of their own and judges on test images; what is finished already is taken as it is.</summary>
/// <param name="options">How long to train, and with what.</param>
/// <param name="data">Models and images.</param>
/// <param name="work">The folder that holds the steps.</param>
/// <param name="progress">Hears of each step that begins.</param>
/// <param name="cancellation">Stops before the next step; the tool's process hears of Ctrl-C by itself.</param>
internal sealed class TuningSteps(TuningOptions options, SubjectData data, string work, TextWriter progress, CancellationToken cancellation)
{
    private const string Network = "network.onnx";
    private const string Report = "report.json";

    // What the tool ends with after Ctrl-C.
    private const int Cancelled = 130;

    /// <summary>Runs a row, or what is left of it.</summary>
    /// <exception cref="OperationCanceledException">The tool, or this work, was stopped; the next run goes on from there.</exception>
    public TuningRun Run(TuningRow row)
    {
        string original = data.PathOf(row.Model);
        TuningRun run = new(row, JudgeOriginal(row.Model));
        if (row.Subject.IsOriginal)
        {
            return Train(run with { Parameters = 1, Flops = 1 }, original);
        }

        (StepFolder compressed, string? failure) = Compress(row.Model, row.Subject);
        if (compressed.Outcome is not { } outcome)
        {
            return run with { Failure = failure };
        }

        (double? parameters, double? flops) = ToolRun.ReadShares(compressed.PathOf(Report));
        return Train(run with { Parameters = parameters, Flops = flops, CompressedTop1 = outcome.Top1 }, compressed.PathOf(Network));
    }

    private double JudgeOriginal(SubjectModel model)
    {
        StepFolder folder = StepFolder.Open(Path.Combine(work, "given", model.Name), ["given"], data.PathOf(model));
        if (folder.Outcome is null)
        {
            SubjectJudges judges = data.JudgesOf(model, options.Seed);
            folder.Finish(new StepOutcome(PeakBytes: null, judges.Top1(judges.Original)));
        }

        return folder.Outcome!.Top1;
    }

    private (StepFolder Folder, string? Failure) Compress(SubjectModel model, TuningSubject subject)
    {
        NetworkCost? matched = null;
        if (subject.IsMatched)
        {
            (StepFolder paper, string? missing) = Compress(model, TuningSubject.Paper);
            if (paper.Outcome is null)
            {
                return (paper, missing);
            }

            matched = NetworkCost.ReadAfter(paper.PathOf(Report));
        }

        // The published method takes nothing from images.
        int images = subject.RelativeError is null ? AccuracyRows.TrainingImages : 0;
        string[] arguments = [.. subject.Arguments(matched), "--seed", Number(options.Seed)];
        string original = data.PathOf(model);
        StepFolder folder = StepFolder.Open(
            Path.Combine(work, options.CompressionFolder, $"{model.Name}-{subject.Name}"), ["compress", .. arguments, "--images", Number(images)], original);
        return (folder, Complete(folder, $"{model.Name}-{subject.Name}: compression", model, () => ["compress", original, .. arguments, .. data.CalibrationArguments(model, images, options.Seed)]));
    }

    private TuningRun Train(TuningRun run, string network)
    {
        TuningRow row = run.Row;
        string teacher = data.PathOf(row.Model);
        string[] arguments =
        [
            .. row.UsesLabels ? (string[])["--labels"] : [], .. options.Images is { } images ? (string[])["--images", Number(images)] : [],
            "--epochs", Number(options.Epochs), "--seed", Number(options.Seed), .. options.FineTuneArguments,
        ];
        StepFolder folder = StepFolder.Open(Path.Combine(work, options.TrainingFolder, row.Name), ["finetune", .. arguments], network, teacher);
        string checkpoint = folder.PathOf("checkpoint");
        string? failure = Complete(folder, $"{row.Name}: training", row.Model, () =>
        [
            "finetune", network, .. row.UsesLabels ? (string[])[] : ["--teacher", teacher], "--data", data.TrainingClasses, .. row.Model.Arguments, .. arguments,
            "--checkpoint", checkpoint,
        ]);
        if (folder.Outcome is not { } outcome)
        {
            return run with { Failure = failure };
        }

        File.Delete(checkpoint);
        return run with { Top1 = outcome.Top1, PeakBytes = outcome.PeakBytes, Training = TuningReport.Read(folder.PathOf(Report)) };
    }

    // Null, or why the step is not finished.
    private string? Complete(StepFolder folder, string what, SubjectModel model, Func<IEnumerable<string>> arguments)
    {
        if (folder.Outcome is not null)
        {
            progress.WriteLine($"  {what} is there");
            return null;
        }

        cancellation.ThrowIfCancellationRequested();
        progress.WriteLine($"  {what}");
        ToolRun tool = ToolRun.Start([.. arguments(), "-o", folder.PathOf(Network), "--report", folder.PathOf(Report)]);
        if (tool.ExitCode != 0)
        {
            return tool.ExitCode == Cancelled
                ? throw new OperationCanceledException($"{what} was stopped")
                : (tool.ErrorLine ?? $"exit code {Number(tool.ExitCode)}").Replace(options.Shared, "../shared", StringComparison.Ordinal).Replace(work, "WORK", StringComparison.Ordinal);
        }

        SubjectJudges judges = data.JudgesOf(model, options.Seed);
        folder.Finish(new StepOutcome(tool.PeakBytes, judges.Top1(judges.Run(folder.PathOf(Network)))));
        return null;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
