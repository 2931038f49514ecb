using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>Does steps of a long run: the tool in a process of its own, then its network judged on test images. What is finished already is taken as it is.</summary>
/// <param name="data">Models and images.</param>
/// <param name="shared">The folder of the shared material, which the tool's lines may name and pages must not.</param>
/// <param name="work">The folder that holds the steps; likewise.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="progress">Hears of each step that begins.</param>
/// <param name="cancellation">Stops before the next step; the tool's process hears of Ctrl-C by itself.</param>
internal sealed class StepRunner(SubjectData data, string shared, string work, int seed, TextWriter progress, CancellationToken cancellation)
{
    /// <summary>The file of a step's network in its folder.</summary>
    public const string Network = "network.onnx";

    /// <summary>The file of the tool's report.</summary>
    public const string Report = "report.json";

    // What the tool ends with after Ctrl-C.
    private const int Cancelled = 130;

    /// <summary>Models and images.</summary>
    public SubjectData Data => data;

    /// <summary>The seed of the run.</summary>
    public int Seed => seed;

    /// <summary>The path of a step's folder.</summary>
    /// <param name="names">The folders on the way.</param>
    public string PathOf(params ReadOnlySpan<string> names) => Path.Combine([work, .. names]);

    /// <summary>The top-1 of a network as it was given, as a share.</summary>
    public double JudgeGiven(SubjectModel model)
    {
        StepFolder folder = Given(model).Open();
        if (folder.Outcome is null)
        {
            SubjectJudges judges = data.JudgesOf(model, seed);
            folder.Finish(new StepOutcome(PeakBytes: null, judges.Top1(judges.Original)));
        }

        return folder.Outcome!.Top1;
    }

    /// <summary>The same where it is known already; null where not.</summary>
    public double? FindGiven(SubjectModel model) => Given(model).Find()?.Outcome!.Top1;

    /// <summary>Does a step, or what is left of it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="what">The step in words.</param>
    /// <param name="model">The network.</param>
    /// <param name="arguments">The tool's command line without <c>-o</c> and <c>--report</c>; asked for only where there is something left to do.</param>
    /// <returns>Null, or why the step is not finished.</returns>
    /// <exception cref="OperationCanceledException">The tool, or this work, was stopped; the next run goes on from there.</exception>
    public string? Complete(StepFolder folder, string what, SubjectModel model, Func<IEnumerable<string>> arguments)
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
                : (tool.ErrorLine ?? string.Create(CultureInfo.InvariantCulture, $"exit code {tool.ExitCode}"))
                    .Replace(shared, "../shared", StringComparison.Ordinal).Replace(work, "WORK", StringComparison.Ordinal);
        }

        SubjectJudges judges = data.JudgesOf(model, seed);
        folder.Finish(new StepOutcome(tool.PeakBytes, judges.Top1(judges.Run(folder.PathOf(Network)))));
        return null;
    }

    private StepPlan Given(SubjectModel model) => new(PathOf("given", model.Name), ["given"], [data.PathOf(model)]);
}
