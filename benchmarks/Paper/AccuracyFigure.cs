using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.Plots;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>Top-1 against what is left out of parameters and FLOPs: the published method and the project's, before fine-tuning and behind it.</summary>
/// <param name="model">The network.</param>
/// <param name="writer">Where lines go as points are complete.</param>
internal sealed class AccuracyFigure(SubjectModel model, TextWriter writer)
{
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

    private readonly AccuracyTable _table = new(writer);

    private string Picture => $"paper-accuracy-{model.Name}.svg";

    /// <summary>Adds a point; the original comes before the others.</summary>
    public void Add(AccuracyPoint point) => _table.Add(point);

    /// <summary>The table, the notes and the picture: a panel for parameters and one for FLOPs.</summary>
    public PaperFigure ToFigure() => new(
        PaperFigure.Join(_table.ToMarkdown(), $"![{model.Name}: top-1 against parameters and FLOPs]({Picture})"), new Dictionary<string, string> { [Picture] = Draw() });

    private string Draw() => new LinePlot($"{model.Name}: top-1 on test images against what is left out", "removed in percent", "top-1 in percent").ToSvg(
        [Panel("parameters", point => point.Parameters), Panel("FLOPs", point => point.Flops)]);

    private PlotPanel Panel(string what, Func<AccuracyPoint, double?> left) => new(what, [.. Lines(_table.Points, left, what)]);

    private static IEnumerable<PlotSeries> Lines(IReadOnlyList<AccuracyPoint> points, Func<AccuracyPoint, double?> left, string what) => s_series.Select(series => new PlotSeries(
        series.Name, series.Colour,
        [
            .. points.Where(point => series.Holds(point) && series.Top1(point) is not null && left(point) is not null)
                .Select(point => (X: 100 * (1 - left(point)!.Value), Y: 100 * series.Top1(point)!.Value, Words(point, series.Name, left(point)!.Value, series.Top1(point)!.Value, what)))
                .OrderBy(point => point.X),
        ])).Where(series => series.Points.Count > 0);

    private static string Words(AccuracyPoint point, string series, double left, double top1, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{point.Model.Name}, {series}, {AccuracyTable.Asked(point.Subject)}: {100 * left:F1} % of the {what}, top-1 {100 * top1:F2} %");
}
