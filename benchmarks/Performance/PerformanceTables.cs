using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>The summary of the bars, the tables of networks, losses and layers, and what speaks against some of the figures.</summary>
/// <param name="writer">Where lines go as they are complete.</param>
/// <param name="shared">The folder of the shared material, which the tool's lines may name and pages must not.</param>
internal sealed class PerformanceTables(TextWriter writer, string shared)
{
    private readonly ReportTable _networks = new(
    [
        ("row", -20), ("layout", -8), ("threads", 7), ("runs", 5), ("dense ms", 8), ("ms", 8), ("predicted ms", 12), ("error %", 7), ("FLOPs /", 7), ("speed-up", 8),
        ("quartiles", 12), ("efficiency %", 12), ("over authors'", 13), ("file", 8), ("load", 8), ("bar", 5), ("bar met", -19),
    ]);

    private readonly ReportTable _losses = new(
    [
        ("row", -20), ("threads", 7), ("images", 6), ("base top-1", 10), ("top-1", 6), ("loss", 6), ("loss bar", 8), ("met", -3), ("speed-up", 8), ("speed-up bar", 12), ("met", -3),
    ]);

    private readonly ReportTable _layers = new(
        [("layer", -14), ("of", -16), ("width", 5), ("runs", 5), ("dense ms", 8), ("FLOPs /", 7), ("speed-up", 8), ("quartiles", 12), ("efficiency %", 12)]);

    private readonly ReportTable _bars = new([("bar", -60), ("asked", -36), ("found", -60), ("met", -3)]);
    private readonly List<RowRun> _runs = [];
    private readonly List<string> _notes = [];

    /// <summary>Adds a row: a line for each way to run it.</summary>
    public void Add(RowRun run)
    {
        _runs.Add(run);
        if (run.Figures.Count == 0)
        {
            _networks.Add([run.Row.Name, "-", $"{run.Threads}", .. Enumerable.Repeat("-", 12), ReportTable.Figure(run.Row.Bar, 2), PerformanceBars.Failure(run)], writer);
            Note($"{run.Name}: {(run.Tool.ErrorLine ?? $"exit code {run.Tool.ExitCode}").Replace(shared, "../shared", StringComparison.Ordinal)}");
            return;
        }

        foreach (VariantFigures figures in run.Figures)
        {
            AddLine(run, figures);
        }

        if (run is { Accuracy: { } accuracy, Row.Accuracy: { } row })
        {
            _losses.Add(
            [
                run.Row.Name, $"{run.Threads}", $"{row.Images}", ReportTable.Figure(100 * accuracy.Before, 2), ReportTable.Figure(100 * accuracy.After, 2),
                ReportTable.Figure(accuracy.Loss, 2), ReportTable.Figure(row.Bar, 1), PerformanceBars.Verdict(accuracy.IsWithin(row.Bar!.Value)),
                ReportTable.Figure(run.Figures[0].SpeedUp, 2), ReportTable.Figure(run.Row.Bar, 2), PerformanceBars.Verdict(run.Figures[0].IsAsFast(run.Row.Bar)),
            ], writer);
        }

        NoteDoubts(run.Name, run.Measurement!);
    }

    /// <summary>Adds the chains of a layer.</summary>
    public void Add(IReadOnlyList<LayerPoint> points, PairedRun run)
    {
        foreach (LayerPoint point in points)
        {
            _layers.Add(
            [
                point.Layer.Name, point.Layer.Network, $"{point.Width}", $"{point.SpeedUp.Count}", ReportTable.Figure(point.SpeedUp.P50Ms, 3),
                ReportTable.Figure(point.FlopReduction, 2), ReportTable.Figure(point.SpeedUp.Speedup, 2), Quartiles(point.SpeedUp),
                ReportTable.Figure(100 * point.SpeedUp.Speedup / point.FlopReduction, 0),
            ], writer);
        }

        if (points.Count > 0)
        {
            NoteDoubts(points[0].Layer.Name, run);
        }
    }

    /// <summary>Holds all rows against the bars, at the end.</summary>
    /// <param name="timings">The profile's times; none where no row was run.</param>
    public void AddBars(IReadOnlyList<ThreadTimings> timings)
    {
        foreach (BarOutcome bar in PerformanceBars.Of(_runs, timings))
        {
            _bars.Add([bar.What, bar.Asked, bar.Found, PerformanceBars.Verdict(bar.IsMet)], writer);
        }
    }

    /// <summary>The bars, the tables and the notes in Markdown.</summary>
    public string ToMarkdown() => string.Join(
        "\n\n",
        ((IEnumerable<string>[])[_bars.ToMarkdown(), _networks.ToMarkdown(), Errors(), _losses.ToMarkdown(), _layers.ToMarkdown(), _notes.Select(note => $"- {note}")])
            .Select(lines => string.Join('\n', lines)).Where(text => text.Length > 0));

    private void AddLine(RowRun run, VariantFigures figures)
    {
        double? bar = run.Row.Bar;
        _networks.Add(
        [
            run.Row.Name, figures.Variant.Layout, $"{run.Threads}", $"{figures.Subject.Figures.Count}", ReportTable.Figure(figures.Dense.Figures.P50Ms, 2),
            ReportTable.Figure(figures.Subject.Figures.P50Ms, 2), ReportTable.Figure(figures.Variant.PredictedMs, 2), ReportTable.Figure(100 * figures.PredictionError, 1),
            ReportTable.Figure(figures.Reduction, 2), ReportTable.Figure(figures.SpeedUp, 2), Quartiles(figures.Subject.First), ReportTable.Figure(100 * figures.Efficiency, 0),
            ReportTable.Figure(figures.OverAuthors, 2), Met(figures.FileRatio, figures.Variant.Figures.IsFileSmall), Met(figures.LoadRatio, figures.LoadRatio <= PerformanceBars.Load),
            ReportTable.Figure(bar, 2), PerformanceBars.Verdict(figures.IsAsFast(bar)),
        ], writer);
    }

    private IEnumerable<string> Errors() => NetworkErrors.Of(_runs).Select(
        errors => $"Median error of the predicted times of whole networks, {ThreadText.Of(errors.Threads)}: {ReportTable.Figure(100 * errors.Absolute, 1)} % of {errors.Count}, with its sign {ReportTable.Figure(100 * errors.Signed, 1)} %.");

    private void NoteDoubts(string what, PairedRun run)
    {
        foreach (string reason in run.VoidReasons)
        {
            Note($"{what}: {reason}");
        }
    }

    private void Note(string note)
    {
        _notes.Add(note);
        writer.WriteLine($"  {note}");
    }

    private static string Met(double figure, bool isMet) => $"{ReportTable.Figure(figure, 2)} {PerformanceBars.Verdict(isMet)}";

    private static string Quartiles(LatencyComparison comparison) =>
        $"{ReportTable.Figure(comparison.SpeedupLow, 2)} to {ReportTable.Figure(comparison.SpeedupHigh, 2)}";
}
