using System.Globalization;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Plots;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>Top-1 against what is left out of parameters and FLOPs: the published method and the project's, before fine-tuning and behind it.</summary>
/// <param name="writer">Where lines go as points are complete.</param>
internal sealed class AccuracyFigure(TextWriter writer)
{
    private const string ParametersPicture = "paper-parameters.svg";
    private const string FlopsPicture = "paper-flops.svg";

    // Colours that people who see red and green alike can tell apart (Okabe and Ito, "Color universal design", 2008).
    private static readonly (string Name, string Colour, Func<AccuracyPoint, bool> Holds, Func<AccuracyPoint, double?> Top1)[] s_series =
    [
        ("original", "#000000", point => point.Subject.IsOriginal, point => point.Top1),
        ("original, fine-tuned", "#999999", point => point.Subject.IsOriginal, point => point.TunedTop1),
        ("published", "#d55e00", point => point.IsPublished, point => point.Top1),
        ("published, fine-tuned", "#e69f00", point => point.IsPublished, point => point.TunedTop1),
        ("ours", "#0072b2", point => !point.IsPublished && !point.Subject.IsOriginal, point => point.Top1),
        ("ours, fine-tuned", "#56b4e9", point => !point.IsPublished && !point.Subject.IsOriginal, point => point.TunedTop1),
    ];

    private readonly ReportTable _table = new(
        ("network", -9), ("method", -9), ("asked", -26), ("parameters %", 12), ("FLOPs %", 7), ("top-1", 6), ("points lost", 11), ("fine-tuned", 10), ("below the tuned original", 24));

    private readonly List<AccuracyPoint> _points = [];
    private readonly List<string> _notes = [];

    /// <summary>Adds a point; the original of a network comes before the others.</summary>
    public void Add(AccuracyPoint point)
    {
        _points.Add(point);
        double? tuned = _points.First(other => other.Model == point.Model).TunedTop1;
        _table.Add(
        [
            point.Model.Name, point.Subject.IsOriginal ? "none" : point.IsPublished ? "published" : "ours", Asked(point.Subject), Percent(point.Parameters, 1), Percent(point.Flops, 1),
            Percent(point.Top1, 2), point.Subject.IsOriginal ? "-" : Percent(point.Given - point.Top1, 2), Percent(point.TunedTop1, 2),
            point.Subject.IsOriginal ? "-" : Percent(tuned - point.TunedTop1, 2),
        ], writer);
        if (point.Failure is { } failure)
        {
            _notes.Add($"{point.Model.Name}, {Asked(point.Subject)}: {failure}");
            writer.WriteLine($"  {_notes[^1]}");
        }
    }

    /// <summary>The table, the notes and the pictures.</summary>
    public PaperFigure ToFigure() => new(
        PaperFigure.Join(
            string.Join('\n', _table.ToMarkdown()), string.Join('\n', _notes.Select(note => $"- {note}")),
            $"![Top-1 against parameters]({ParametersPicture})", $"![Top-1 against FLOPs]({FlopsPicture})"),
        new Dictionary<string, string>
        {
            [ParametersPicture] = Draw("parameters", point => point.Parameters),
            [FlopsPicture] = Draw("FLOPs", point => point.Flops),
        });

    private string Draw(string what, Func<AccuracyPoint, double?> left) => new LinePlot($"Top-1 on test images against {what}", $"{what} removed in percent", "top-1 in percent").ToSvg(
        [.. _points.GroupBy(point => point.Model).Select(group => new PlotPanel(group.Key.Name, [.. Lines([.. group], left, what)]))]);

    private static IEnumerable<PlotSeries> Lines(IReadOnlyList<AccuracyPoint> points, Func<AccuracyPoint, double?> left, string what) => s_series.Select(series => new PlotSeries(
        series.Name, series.Colour,
        [
            .. points.Where(point => series.Holds(point) && series.Top1(point) is not null && left(point) is not null)
                .Select(point => (X: 100 * (1 - left(point)!.Value), Y: 100 * series.Top1(point)!.Value, Words(point, series.Name, left(point)!.Value, series.Top1(point)!.Value, what)))
                .OrderBy(point => point.X),
        ])).Where(series => series.Points.Count > 0);

    private static string Words(AccuracyPoint point, string series, double left, double top1, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{point.Model.Name}, {series}, {Asked(point.Subject)}: {100 * left:F1} % of the {what}, top-1 {100 * top1:F2} %");

    private static string Asked(TuningSubject subject) => subject switch
    {
        { RelativeError: { } error } => string.Create(CultureInfo.InvariantCulture, $"relative error {error}"),
        { MatchedError: { } error } => string.Create(CultureInfo.InvariantCulture, $"as published at {error}"),
        { Percent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{percent} % of both"),
        _ => "-",
    };

    private static string Percent(double? share, int decimals) => ReportTable.Figure(100 * share, decimals);
}
