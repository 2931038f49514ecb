using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>Holds trained networks against others, and against what this project asks of itself.</summary>
internal static class TuningBars
{
    /// <summary>The most memory in MiB that a training of ResNet-56 may have in RAM.</summary>
    public const double PeakMiB = 1536;

    private const double Mebibyte = 1048576.0;

    /// <summary>The top-1 that a row is held against; null where the row that has it was not run, or came to nothing.</summary>
    /// <param name="run">The row.</param>
    /// <param name="runs">All rows that were run.</param>
    public static double? Reference(TuningRun run, IReadOnlyList<TuningRun> runs) =>
        run.Row.Against is { } subject ? Labelled(run, subject, runs) : run.BaseTop1;

    /// <summary>The points of top-1 that a trained network is below what it is held against; null where one of both is missing.</summary>
    /// <inheritdoc cref="Reference"/>
    public static double? Loss(TuningRun run, IReadOnlyList<TuningRun> runs) => 100 * (Reference(run, runs) - run.Top1);

    /// <summary>The points of top-1 that a trained network is below the original that was trained by labels; null for that one itself, or where one of both is missing.</summary>
    /// <inheritdoc cref="Reference"/>
    public static double? LossToTrained(TuningRun run, IReadOnlyList<TuningRun> runs) =>
        run.Row.Subject.IsOriginal ? null : 100 * (Labelled(run, TuningSubject.Original, runs) - run.Top1);

    /// <summary>Whether a row meets its bar; null where it has none, or where what it is held against is missing.</summary>
    /// <inheritdoc cref="Reference"/>
    public static bool? IsMet(TuningRun run, IReadOnlyList<TuningRun> runs) => (run.Row.Bar, Loss(run, runs)) switch
    {
        (null, _) => null,
        (_, null) => run.Failure is null ? null : false,
        // As counted, not as a difference of binary fractions happens to round.
        ({ } bar, { } loss) => loss <= bar + 1e-9,
    };

    /// <summary>The training of ResNet-56 that took most memory, in MiB; null where none was run or the system does not tell.</summary>
    /// <param name="runs">All rows that were run.</param>
    public static (string Row, double MiB)? Peak(IReadOnlyList<TuningRun> runs) =>
        runs.Where(run => run.Row.Model == AccuracyRows.ResNet56 && run.PeakBytes is not null).MaxBy(run => run.PeakBytes) is { } most
            ? (most.Row.Name, most.PeakBytes!.Value / Mebibyte)
            : null;

    private static double? Labelled(TuningRun run, TuningSubject subject, IReadOnlyList<TuningRun> runs) =>
        runs.FirstOrDefault(other => other.Row.Model == run.Row.Model && other.Row.Subject == subject && other.Row.Teaching == Teaching.Labels)?.Top1;
}
