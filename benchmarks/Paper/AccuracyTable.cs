using System.Globalization;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>The table of compressed networks: what is left of them, and their top-1 before fine-tuning and behind it.</summary>
/// <param name="writer">Where lines go as points are complete.</param>
internal sealed class AccuracyTable(TextWriter writer)
{
    private readonly ReportTable _table = new(
        ("network", -12), ("method", -9), ("asked", -26), ("parameters %", 12), ("FLOPs %", 7), ("top-1", 6), ("points lost", 11), ("fine-tuned", 10), ("below the tuned original", 24));

    private readonly List<AccuracyPoint> _points = [];
    private readonly List<string> _notes = [];

    /// <summary>All points so far.</summary>
    public IReadOnlyList<AccuracyPoint> Points => _points;

    /// <summary>Adds a point; the original of a network comes before the others.</summary>
    public void Add(AccuracyPoint point)
    {
        _points.Add(point);
        double? tuned = _points.First(other => other.Model == point.Model).TunedTop1;
        _table.Add(
        [
            point.Model.Name, point.Subject.IsOriginal ? "none" : point.IsPublished ? "published" : "ours", Asked(point.Subject), ReportTable.Percent(point.Parameters, 1), ReportTable.Percent(point.Flops, 1),
            ReportTable.Percent(point.Top1, 2), point.Subject.IsOriginal ? "-" : ReportTable.Percent(point.Given - point.Top1, 2), ReportTable.Percent(point.TunedTop1, 2),
            point.Subject.IsOriginal ? "-" : ReportTable.Percent(tuned - point.TunedTop1, 2),
        ], writer);
        if (point.Failure is { } failure)
        {
            _notes.Add($"{point.Model.Name}, {Asked(point.Subject)}: {failure}");
            writer.WriteLine($"  {_notes[^1]}");
        }
    }

    /// <summary>The table and the notes in Markdown.</summary>
    public string ToMarkdown() => PaperFigure.Join(string.Join('\n', _table.ToMarkdown()), string.Join('\n', _notes.Select(note => $"- {note}")));

    /// <summary>What was asked for, in words.</summary>
    public static string Asked(TuningSubject subject) => subject switch
    {
        { RelativeError: { } error } => string.Create(CultureInfo.InvariantCulture, $"relative error {error}"),
        { MatchedError: { } error } => string.Create(CultureInfo.InvariantCulture, $"as published at {error}"),
        { Percent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{percent} % of both"),
        _ => "-",
    };
}
