using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Paper;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>The table of trainings from random weights, that of what was made of their networks, and what the tool said where it failed.</summary>
/// <param name="writer">Where lines go as they are complete.</param>
internal sealed class TrainedTables(TextWriter writer)
{
    private const double Million = 1e6;
    private const double Mebibyte = 1048576.0;

    private readonly ReportTable _trainings = new(
        ("network", -12), ("parameters", 10), ("million MACs", 12), ("epochs", 6), ("kept", 4), ("held out", 8), ("top-1", 6), ("seconds", 7), ("images/s", 8), ("peak MiB", 8));

    private readonly AccuracyTable _points = new(writer);
    private readonly List<string> _notes = [];

    /// <summary>Adds a training.</summary>
    public void Add(ScratchTraining training)
    {
        TuningReport? report = training.Training;
        CurvePoint? kept = report?.Curve.Where(point => point.Epoch == report.BestEpoch).Select(point => (CurvePoint?)point).SingleOrDefault();
        _trainings.Add(
        [
            training.Network.Name, ReportTable.Figure(training.Cost?.Parameters, 0), ReportTable.Figure(training.Cost?.Flops / (2 * Million), 1), ReportTable.Figure(report?.Curve.Count, 0),
            ReportTable.Figure(report?.BestEpoch, 0), ReportTable.Figure(100 * kept?.Top1, 2), ReportTable.Figure(100 * training.Top1, 2), ReportTable.Figure(report?.Seconds, 0),
            ReportTable.Figure(report?.ImagesPerSecond, 0), ReportTable.Figure(training.PeakBytes / Mebibyte, 0),
        ], writer);
        if (training.Failure is { } failure)
        {
            _notes.Add($"{training.Network.Name}: {failure}");
            writer.WriteLine($"  {_notes[^1]}");
        }
    }

    /// <summary>Adds what was made of a network; the original comes before the others.</summary>
    public void Add(AccuracyPoint point) => _points.Add(point);

    /// <summary>The tables and the notes in Markdown.</summary>
    public string ToMarkdown() => PaperFigure.Join(string.Join('\n', _trainings.ToMarkdown()), string.Join('\n', _notes.Select(note => $"- {note}")), _points.ToMarkdown());
}
