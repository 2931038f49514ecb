using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Paper;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>Compresses networks that were trained here, and fine-tunes them where that is asked for; what is finished already is taken as it is.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="runner">Does the steps.</param>
internal sealed class TrainedPoints(TrainedNetworksOptions options, StepRunner runner)
{
    private readonly CompressionSteps _compressions = new(runner);
    private readonly TuningSteps? _trainings = options.Tuning is { } tuning ? new TuningSteps(tuning, runner) : null;

    /// <summary>What is made of each network, the original first: the project's method at two limits, and the published protocol.</summary>
    public static IReadOnlyList<TuningSubject> Subjects { get; } = [TuningSubject.Original, TuningSubject.Limited(50), TuningSubject.Limited(30), TuningSubject.Paper];

    /// <summary>Makes one of them, or does what is left of it.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="subject">What is made of it.</param>
    /// <exception cref="OperationCanceledException">The tool, or this work, was stopped; the next run goes on from there.</exception>
    public AccuracyPoint Make(SubjectModel model, TuningSubject subject)
    {
        double given = runner.JudgeGiven(model);
        AccuracyPoint point = new(model, subject, given);
        if (subject.IsOriginal)
        {
            return Tune(point with { Parameters = 1, Flops = 1, Top1 = given });
        }

        (StepFolder folder, string? failure) = _compressions.Run(model, subject);
        if (folder.Outcome is not { } outcome)
        {
            return point with { Failure = failure };
        }

        (double? parameters, double? flops) = ToolRun.ReadShares(folder.PathOf(StepRunner.Report));
        return Tune(point with { Parameters = parameters, Flops = flops, Top1 = outcome.Top1 });
    }

    private AccuracyPoint Tune(AccuracyPoint point) =>
        _trainings?.Run(new TuningRow(point.Model, point.Subject, Teaching.Labels)) is { } run ? point with { TunedTop1 = run.Top1, Failure = run.Failure } : point;
}
