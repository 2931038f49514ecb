using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>The curves of a network's trainings by labels that are at hand: of the original, of the published method's networks, and of the project's with as many parameters and FLOPs.</summary>
internal static class CurvesFigure
{
    /// <summary>Makes the figure of what is finished; nothing is trained.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">The errors.</param>
    /// <param name="runner">Knows the folders.</param>
    /// <param name="writer">Where the table goes, too.</param>
    public static PaperFigure Make(SubjectModel model, PaperOptions options, StepRunner runner, TextWriter writer)
    {
        TuningSteps steps = new(options.Tuning!, runner);
        TuningRow[] rows = [.. Rows(model, options)];
        TuningRun[] runs = [.. rows.Select(steps.Find).OfType<TuningRun>()];
        ReportTable table = new(("row", -28), ("parameters %", 12), ("FLOPs %", 7), ("before", 6), ("fine-tuned", 10), ("epochs", 6), ("best epoch", 10));
        foreach (TuningRun run in runs)
        {
            table.Add(
            [
                run.Row.Name, ReportTable.Percent(run.Parameters, 1), ReportTable.Percent(run.Flops, 1), ReportTable.Percent(run.CompressedTop1 ?? run.BaseTop1, 2), ReportTable.Percent(run.Top1, 2),
                ReportTable.Figure(run.Training!.Curve.Count, 0), ReportTable.Figure(run.Training.BestEpoch, 0),
            ], writer);
        }

        string missing = Missing(options, rows.Except(runs.Select(run => run.Row)));
        writer.WriteLine(missing);
        string name = $"paper-curves-{model.Name}.svg";
        string? picture = TuningCurves.Draw(runs);
        return new PaperFigure(
            PaperFigure.Join(string.Join('\n', table.ToMarkdown()), missing, picture is null ? "" : $"![Top-1 on held-out images after each epoch]({name})"),
            picture is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [name] = picture });
    }

    // Those that are in the table of fine-tuning, and others that were asked for.
    private static IEnumerable<TuningRow> Rows(SubjectModel model, PaperOptions options) => TuningRows.All.Concat(TuningRows.Further).Where(row =>
        row.Teaching == Teaching.Labels && row.Model == model
        && (row.Subject.IsOriginal || options.Errors.Any(error => row.Subject == TuningSubject.PaperAt(error) || row.Subject == TuningSubject.MatchedTo(error))));

    private static string Missing(PaperOptions options, IEnumerable<TuningRow> rows)
    {
        string[] names = [.. rows.Select(row => row.Name)];
        return names.Length == 0 ? "" : $"Not trained yet: `{string.Join(',', names)}`. `benchmarks -- finetuning --shared ../shared{options.Trainings} --work DIR --rows NAME,...` trains them.";
    }
}
