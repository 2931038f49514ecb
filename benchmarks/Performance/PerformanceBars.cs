using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>Holds what was measured against all that this project asks of itself. A measurement that is void meets no bar of time, and misses none.</summary>
internal static class PerformanceBars
{
    /// <summary>How many times as long as the original a compressed network may take to load.</summary>
    public const double Load = 1.3;

    private const double OverAuthors = 1.5;
    private const double LayerError = 0.15;
    private const double NetworkError = 0.10;

    /// <summary>The bars that the rows bear on, in the order of the page.</summary>
    /// <param name="runs">The rows that were run.</param>
    /// <param name="timings">The profile's times.</param>
    public static IReadOnlyList<BarOutcome> Of(IReadOnlyList<RowRun> runs, IReadOnlyList<ThreadTimings> timings) =>
    [
        .. runs.Where(run => run.Row.Bar is not null && !run.Row.IsMatrix).Select(run => AtLeast($"{run.Name}: speed-up", run.Row.Bar!.Value, run, figures => figures.SpeedUp)),
        .. runs.Where(run => run.Row.EfficiencyBar is not null).Select(run =>
            AtLeast($"{run.Name}: speed-up over FLOP reduction", run.Row.EfficiencyBar!.Value, run, figures => figures.Efficiency)),
        .. NeverSlower([.. runs.Where(run => run.Row.IsMatrix)]),
        .. runs.Where(run => run.Row.IsPaper).Select(run => AtLeast($"{run.Name}: faster than the authors' layout", OverAuthors, run, figures => figures.OverAuthors)),
        .. timings.Select(timing => AtMost($"layers with {ThreadText.Of(timing.Threads)}: median error of predictions", LayerError, timing.PredictionError)),
        .. NetworkErrors.Of(runs).Select(errors => AtMost($"whole networks with {ThreadText.Of(errors.Threads)}: median error of predictions", NetworkError, errors.Absolute)),
        .. Files([.. runs.Where(run => run.Variants.Count > 0)]),
        .. runs.Where(run => run.Row.Accuracy is not null).Select(Loss),
    ];

    /// <summary>Yes, no, or a dash where neither is known.</summary>
    public static string Verdict(bool? isMet) => isMet switch { true => "yes", false => "no", null => "-" };

    /// <summary>What became of a row without figures, in a few words.</summary>
    public static string Failure(RowRun run) => run.IsInfeasible ? "limits not feasible" : "failed";

    private static BarOutcome AtLeast(string what, double asked, RowRun run, Func<VariantFigures, double?> figureOf)
    {
        double? found = run.Figures.Count > 0 ? figureOf(run.Figures[0]) : null;
        return new(
            what, $"at least {ReportTable.Figure(asked, 2)}", found is null ? Failure(run) : $"{ReportTable.Figure(found, 2)}{(run.IsVoid ? ", void" : "")}",
            run.IsVoid ? null : found >= asked);
    }

    private static BarOutcome AtMost(string what, double asked, double? found) =>
        new(what, $"at most {ReportTable.Figure(100 * asked, 0)} %", found is null ? "too few to tell" : $"{ReportTable.Figure(100 * found, 1)} %", found is null ? null : found <= asked);

    // What cannot be made so small is told, and is no slower network.
    private static IEnumerable<BarOutcome> NeverSlower(IReadOnlyList<RowRun> cells)
    {
        RowRun[] measured = [.. cells.Where(run => run.Figures.Count > 0 && !run.IsVoid)];
        if (measured.Length == 0)
        {
            yield break;
        }

        double bar = cells[0].Row.Bar!.Value;
        RowRun slowest = measured.MinBy(run => run.Figures[0].SpeedUp)!;
        int slower = measured.Count(run => !(run.Figures[0].SpeedUp >= bar));
        int failed = cells.Count(run => run.Figures.Count == 0 && !run.IsInfeasible);
        int infeasible = cells.Count(run => run.IsInfeasible);
        int doubtful = cells.Count(run => run.IsVoid);
        string found = $"{measured.Length - slower} of {measured.Length}; the least is {ReportTable.Figure(slowest.Figures[0].SpeedUp, 2)} ({slowest.Name})"
            + (infeasible > 0 ? $"; limits not feasible in {infeasible} more" : "") + (failed > 0 ? $"; {failed} more failed" : "") + (doubtful > 0 ? $"; {doubtful} more are void" : "");
        yield return new("never slower: speed-up of each network at 80, 50 and 30 % of its parameters", $"at least {ReportTable.Figure(bar, 2)}", found, slower + failed > 0 ? false : doubtful > 0 ? null : true);
    }

    private static IEnumerable<BarOutcome> Files(IReadOnlyList<RowRun> written)
    {
        if (written.Count == 0)
        {
            yield break;
        }

        int small = written.Count(run => run.Variants[0].Figures.IsFileSmall);
        yield return new("size of the files", "the parameters + 3 % + 2 KB a layer", $"{small} of {written.Count}", small == written.Count);
        RowRun slowest = written.MaxBy(run => run.Figures[0].LoadRatio)!;
        double most = slowest.Figures[0].LoadRatio;
        yield return new("time to load, over the original's", $"at most {ReportTable.Figure(Load, 2)}", $"{written.Count(run => run.Figures[0].LoadRatio <= Load)} of {written.Count}; the most is {ReportTable.Figure(most, 2)} ({slowest.Name})", most <= Load);
    }

    private static BarOutcome Loss(RowRun run)
    {
        double bar = run.Row.Accuracy!.Bar!.Value;
        return new(
            $"{run.Name}: points of top-1 lost", $"at most {ReportTable.Figure(bar, 1)}", run.Accuracy is { } accuracy ? ReportTable.Figure(accuracy.Loss, 2) : Failure(run),
            run.Accuracy is { } judged && judged.IsWithin(bar));
    }
}
