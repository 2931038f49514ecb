using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>Compresses networks by the published method at each error, by the project's with as many parameters and FLOPs, and looks for what was trained of them.</summary>
/// <param name="options">What is asked for, with trainings.</param>
/// <param name="runner">Does the steps that are left.</param>
internal sealed class AccuracyPoints(PaperOptions options, StepRunner runner)
{
    // What the table of fine-tuning compresses beside; taken where it is at hand.
    private static readonly TuningSubject[] s_limited = [TuningSubject.Limited(50), TuningSubject.Limited(30)];

    private readonly CompressionSteps _compressions = new(runner);
    private readonly TuningSteps _trainings = new(options.Tuning!, runner);

    /// <summary>The original of a network.</summary>
    public AccuracyPoint Original(SubjectModel model)
    {
        double given = runner.JudgeGiven(model);
        return new AccuracyPoint(model, TuningSubject.Original, given) { Parameters = 1, Flops = 1, Top1 = given, TunedTop1 = Tuned(model, TuningSubject.Original) };
    }

    /// <summary>The points of a network that are asked for, each when it is made.</summary>
    /// <param name="model">The network.</param>
    /// <exception cref="OperationCanceledException">The work was stopped; the next run goes on from there.</exception>
    public IEnumerable<AccuracyPoint> Of(SubjectModel model)
    {
        double given = runner.JudgeGiven(model);
        foreach (TuningSubject subject in options.Errors.SelectMany(error => (TuningSubject[])[TuningSubject.PaperAt(error), TuningSubject.MatchedTo(error)]))
        {
            (StepFolder folder, string? failure) = _compressions.Run(model, subject);
            AccuracyPoint point = new(model, subject, given) { Failure = failure };
            yield return failure is null ? With(point, folder) : point;
        }

        foreach (TuningSubject subject in s_limited)
        {
            if (_compressions.Find(model, subject) is { } folder)
            {
                yield return With(new AccuracyPoint(model, subject, given), folder);
            }
        }
    }

    private AccuracyPoint With(AccuracyPoint point, StepFolder folder)
    {
        (double? parameters, double? flops) = ToolRun.ReadShares(folder.PathOf(StepRunner.Report));
        return point with { Parameters = parameters, Flops = flops, Top1 = folder.Outcome!.Top1, TunedTop1 = Tuned(point.Model, point.Subject) };
    }

    private double? Tuned(SubjectModel model, TuningSubject subject) => _trainings.Find(new TuningRow(model, subject, Teaching.Labels))?.Top1;
}
