using System.Globalization;
using RsdtrEdge.Benchmarks.Plots;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>The curves of all trainings: a panel for each network, a line for each row, a point for each epoch.</summary>
internal static class TuningCurves
{
    // Colours that people who see red and green alike can tell apart (Okabe and Ito, "Color universal design", 2008), without the yellow, which is faint on white, then wine, olive, indigo, teal and purple (Tol, "Colour schemes", 2021) and grey.
    private static readonly string[] s_colours = ["#000000", "#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#cc79a7", "#009e73", "#882255", "#999933", "#332288", "#777777", "#44aa99", "#aa4499"];

    /// <summary>Draws the curves.</summary>
    /// <param name="runs">The rows.</param>
    /// <returns>The picture's text; null where no row has an epoch.</returns>
    public static string? Draw(IReadOnlyList<TuningRun> runs)
    {
        List<string> drawn = [.. runs.Select(run => run.Row.Series).Distinct()];
        PlotPanel[] panels =
        [
            .. runs.Where(run => run.Training?.Curve.Any(point => point.Top1 is not null) is true).GroupBy(run => run.Row.Model)
                .Select(group => new PlotPanel(group.Key.Name, [.. group.Select(run => Line(run, s_colours[drawn.IndexOf(run.Row.Series) % s_colours.Length]))])),
        ];
        return panels.Length == 0
            ? null
            : new LinePlot("Fine-tuning: images that are held out of the training", "epoch", "top-1 in percent").ToSvg(panels);
    }

    private static PlotSeries Line(TuningRun run, string colour) => new(
        run.Row.Series, colour, [.. run.Training!.Curve.Where(point => point.Top1 is not null).Select(point => (point.Epoch, 100 * point.Top1!.Value, Words(run.Row, point)))]);

    private static string Words(TuningRow row, CurvePoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Name}, epoch {point.Epoch}: top-1 {100 * point.Top1:F2} %{(point.Agreement is { } agreement ? string.Create(CultureInfo.InvariantCulture, $", the original's class for {100 * agreement:F2} %") : "")}");
}
