using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>The table of the rows, the memory of ResNet-56, and what the tool said where it failed.</summary>
/// <param name="writer">Where lines go as rows are complete.</param>
internal sealed class TuningTables(TextWriter writer)
{
    private readonly ReportTable _rows = new(
    [
        ("row", -25), ("parameters %", 12), ("FLOPs %", 7), ("original", 8), ("compressed", 10), ("trained", 7), ("epoch", 5), ("held against", -22), ("points below", 12), ("bar", 5),
        ("bar met", -7), ("below the trained original", 26), ("seconds", 7), ("images/s", 8), ("peak MiB", 8),
    ]);

    private readonly List<TuningRun> _runs = [];
    private readonly List<string> _notes = [];

    /// <summary>All rows so far.</summary>
    public IReadOnlyList<TuningRun> Runs => _runs;

    /// <summary>Adds a row; what it is held against must have been added before.</summary>
    public void Add(TuningRun run)
    {
        _runs.Add(run);
        double? reference = TuningBars.Reference(run, _runs);
        _rows.Add(
        [
            run.Row.Name, ReportTable.Percent(run.Parameters, 1), ReportTable.Percent(run.Flops, 1), ReportTable.Percent(run.BaseTop1, 2), ReportTable.Percent(run.CompressedTop1, 2), ReportTable.Percent(run.Top1, 2),
            ReportTable.Figure(run.Training?.BestEpoch, 0), $"{run.Row.AgainstName} {ReportTable.Percent(reference, 2)}", ReportTable.Figure(TuningBars.Loss(run, _runs), 2), ReportTable.Figure(run.Row.Bar, 1), Verdict(run),
            ReportTable.Figure(TuningBars.LossToTrained(run, _runs), 2), ReportTable.Figure(run.Training?.Seconds, 0), ReportTable.Figure(run.Training?.ImagesPerSecond, 0),
            ReportTable.Figure(run.PeakBytes / 1048576.0, 0),
        ], writer);
        if (run.Failure is { } failure)
        {
            _notes.Add($"{run.Row.Name}: {failure}");
            writer.WriteLine($"  {_notes[^1]}");
        }
    }

    /// <summary>The table, the sentence about memory and the notes in Markdown.</summary>
    public string ToMarkdown() => string.Join(
        "\n\n",
        ((IEnumerable<string>[])[_rows.ToMarkdown(), Memory(), _notes.Select(note => $"- {note}")])
            .Select(lines => string.Join('\n', lines)).Where(text => text.Length > 0));

    private IEnumerable<string> Memory() => TuningBars.Peak(_runs) is { } peak
        ? [$"Most memory of a training of ResNet-56: {ReportTable.Figure(peak.MiB, 0)} MiB ({peak.Row}); asked for are at most {ReportTable.Figure(TuningBars.PeakMiB, 0)} MiB: {(peak.MiB <= TuningBars.PeakMiB ? "met" : "not met")}."]
        : [];

    private string Verdict(TuningRun run) => run.Failure is not null ? "failed" : TuningBars.IsMet(run, _runs) switch { true => "yes", false => "no", null => "-" };
}
