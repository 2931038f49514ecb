using System.Globalization;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>Compresses and trains networks in processes of their own and judges them on test images; what is finished already is taken as it is.</summary>
/// <param name="options">How long to train, and with what.</param>
/// <param name="runner">Does the steps.</param>
internal sealed class TuningSteps(TuningOptions options, StepRunner runner)
{
    private readonly CompressionSteps _compressions = new(runner);

    /// <summary>Runs a row, or what is left of it.</summary>
    /// <exception cref="OperationCanceledException">The tool, or this work, was stopped; the next run goes on from there.</exception>
    public TuningRun Run(TuningRow row)
    {
        TuningRun run = new(row, runner.JudgeGiven(row.Model));
        if (row.Subject.IsOriginal)
        {
            return Train(Untrained(run, compressed: null), runner.Data.PathOf(row.Model));
        }

        (StepFolder compressed, string? failure) = _compressions.Run(row.Model, row.Subject);
        return compressed.Outcome is null
            ? run with { Failure = failure }
            : Train(Untrained(run, compressed), compressed.PathOf(StepRunner.Network));
    }

    /// <summary>A row that is finished already; null where it is not. Nothing is run or changed.</summary>
    public TuningRun? Find(TuningRow row)
    {
        StepFolder? compressed = row.Subject.IsOriginal ? null : _compressions.Find(row.Model, row.Subject);
        if (runner.FindGiven(row.Model) is not { } given || (compressed is null && !row.Subject.IsOriginal))
        {
            return null;
        }

        string network = compressed?.PathOf(StepRunner.Network) ?? runner.Data.PathOf(row.Model);
        return TeacherOf(row) is { Missing: null } teacher && Plan(row, network, teacher.Path).Find() is { } trained ? Trained(Untrained(new TuningRun(row, given), compressed), trained) : null;
    }

    private static TuningRun Untrained(TuningRun run, StepFolder? compressed)
    {
        if (compressed is null)
        {
            return run with { Parameters = 1, Flops = 1 };
        }

        (double? parameters, double? flops) = ToolRun.ReadShares(compressed.PathOf(StepRunner.Report));
        return run with { Parameters = parameters, Flops = flops, CompressedTop1 = compressed.Outcome!.Top1 };
    }

    private TuningRun Train(TuningRun run, string network)
    {
        TuningRow row = run.Row;
        (string? teacher, string? missing) = TeacherOf(row);
        if (missing is not null)
        {
            return run with { Failure = missing };
        }

        StepFolder folder = Plan(row, network, teacher).Open();
        string checkpoint = folder.PathOf("checkpoint");
        string? failure = runner.Complete(folder, $"{row.Name}: training", row.Model, () =>
        [
            "finetune", network, .. teacher is null ? (string[])[] : ["--teacher", teacher], "--data", runner.Data.TrainingClasses,
            .. row.Model.Arguments, .. Arguments(row), "--checkpoint", checkpoint,
        ]);
        if (folder.Outcome is null)
        {
            return run with { Failure = failure };
        }

        File.Delete(checkpoint);
        return Trained(run, folder);
    }

    private static TuningRun Trained(TuningRun run, StepFolder folder) => run with
    {
        Top1 = folder.Outcome!.Top1,
        PeakBytes = folder.Outcome.PeakBytes,
        Training = TuningReport.Read(folder.PathOf(StepRunner.Report)),
    };

    // The network that teaches, and why there is none where one is needed.
    private (string? Path, string? Missing) TeacherOf(TuningRow row)
    {
        string given = runner.Data.PathOf(row.Model);
        TuningRow original = new(row.Model, TuningSubject.Original, Teaching.Labels);
        return row.Teaching switch
        {
            Teaching.Labels => (null, null),
            Teaching.Distilled => (given, null),
            _ => Plan(original, given, teacher: null).Find() is { } trained
                ? (trained.PathOf(StepRunner.Network), null)
                : (null, $"its teacher, {original.Name}, is not trained"),
        };
    }

    private StepPlan Plan(TuningRow row, string network, string? teacher) =>
        new(runner.PathOf(options.TrainingFolder, row.Name), ["finetune", .. Arguments(row)], [network, teacher ?? runner.Data.PathOf(row.Model)]);

    private string[] Arguments(TuningRow row) =>
    [
        .. row.Teaching == Teaching.Distilled ? (string[])[] : ["--labels"], .. options.Images is { } images ? (string[])["--images", Number(images)] : [],
        "--epochs", Number(options.Epochs), "--seed", Number(options.Seed), .. options.FineTuneArguments,
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
