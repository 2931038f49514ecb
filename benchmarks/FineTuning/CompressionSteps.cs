using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>Compresses networks, each once for all that is done with it afterwards.</summary>
/// <param name="runner">Does the steps.</param>
internal sealed class CompressionSteps(StepRunner runner)
{
    /// <summary>The folder of the compressions with a seed, in the work folder.</summary>
    public static string FolderOf(int seed) => string.Create(CultureInfo.InvariantCulture, $"compressed-seed{seed}");

    /// <summary>Compresses a network, if that is not done already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="subject">What is made of it; not the original.</param>
    /// <returns>The step, and why it is not finished; null where it is.</returns>
    /// <exception cref="OperationCanceledException">The tool, or this work, was stopped.</exception>
    public (StepFolder Folder, string? Failure) Run(SubjectModel model, TuningSubject subject)
    {
        NetworkCost? matched = null;
        if (subject.MatchedError is { } error)
        {
            (StepFolder paper, string? missing) = Run(model, TuningSubject.PaperAt(error));
            if (paper.Outcome is null)
            {
                return (paper, missing);
            }

            matched = CostOf(paper);
        }

        string[] asked = Asked(subject, matched);
        StepFolder folder = Plan(model, subject, asked).Open();
        return (folder, runner.Complete(
            folder, $"{model.Name}-{subject.Name}: compression", model,
            () => ["compress", runner.Data.PathOf(model), .. asked, .. runner.Data.CalibrationArguments(model, Images(subject), runner.Seed)]));
    }

    /// <summary>A compression that is done already; null where it is not.</summary>
    /// <inheritdoc cref="Run"/>
    public StepFolder? Find(SubjectModel model, TuningSubject subject)
    {
        NetworkCost? matched = null;
        if (subject.MatchedError is { } error)
        {
            if (Find(model, TuningSubject.PaperAt(error)) is not { } paper)
            {
                return null;
            }

            matched = CostOf(paper);
        }

        return Plan(model, subject, Asked(subject, matched)).Find();
    }

    private StepPlan Plan(SubjectModel model, TuningSubject subject, string[] asked) => new(
        runner.PathOf(FolderOf(runner.Seed), $"{model.Name}-{subject.Name}"), ["compress", .. asked, "--images", Number(Images(subject))], [runner.Data.PathOf(model)]);

    private string[] Asked(TuningSubject subject, NetworkCost? matched) => [.. subject.Arguments(matched), "--seed", Number(runner.Seed)];

    private static NetworkCost CostOf(StepFolder paper) => NetworkCost.ReadAfter(paper.PathOf(StepRunner.Report));

    // The published method takes nothing from images.
    private static int Images(TuningSubject subject) => subject.RelativeError is null ? AccuracyRows.TrainingImages : 0;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
