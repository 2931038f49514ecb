using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>The table of the classifiers, that of the detectors, and what the tool said where it failed.</summary>
/// <param name="writer">Where lines go as rows are complete.</param>
internal sealed class AccuracyTables(TextWriter writer)
{
    // What names a row, and what the tool's process cost, are the same in both tables.
    private static readonly (string, int)[] s_costs = [("parameters %", 12), ("FLOPs %", 7), ("seconds", 7), ("peak MiB", 8)];

    private readonly ReportTable _classifiers = new(
    [
        ("row", -22), ("images", 6), ("base top-1", 10), ("top-1", 6), ("loss", 6), ("bar", 5), ("bar met", -14), ("output error", 12), .. s_costs,
    ]);

    private readonly ReportTable _detectors = new([("row", -22), ("images", 6), ("output", -10), ("error", 6), ("bar", 5), ("bar met", -14), .. s_costs]);
    private readonly List<string> _notes = [];

    /// <summary>Adds a row: the worst of its seeds, the median of their times.</summary>
    /// <param name="row">The row.</param>
    /// <param name="runs">Its runs, one a seed.</param>
    /// <param name="shared">The folder of the shared material, which the tool's lines may name and pages must not.</param>
    public void Add(AccuracyRow row, IReadOnlyList<SeedRun> runs, string shared)
    {
        foreach (IGrouping<string, SeedRun> failed in runs.Where(run => run.Tool.ExitCode != 0).GroupBy(run => ErrorOf(run.Tool, shared)))
        {
            _notes.Add($"{row.Name}, seed {string.Join(", ", failed.Select(run => run.Seed))}: {failed.Key}");
            writer.WriteLine($"  {_notes[^1]}");
        }

        if (row.Model.IsClassifier)
        {
            double? loss = Worst(runs, run => run.Loss);
            _classifiers.Add(
            [
                row.Name, Images(row), ReportTable.Percent(runs[0].BaseTop1, 2), ReportTable.Percent(runs[0].BaseTop1 - (loss / 100), 2), ReportTable.Figure(loss, 2),
                ReportTable.Figure(row.Bar, 1), Verdict(row, runs, loss), ReportTable.Figure(Worst(runs, run => run.OutputErrors?[0].Value), 3), .. Costs(runs),
            ], writer);
            return;
        }

        string[] outputs = runs.FirstOrDefault(run => run.OutputErrors is not null)?.OutputErrors!.Select(error => error.Key).ToArray() ?? ["-"];
        for (int i = 0; i < outputs.Length; i++)
        {
            double? error = Worst(runs, run => run.OutputErrors?[i].Value);
            _detectors.Add(
                [row.Name, Images(row), outputs[i], ReportTable.Figure(error, 3), ReportTable.Figure(row.Bar, 2), Verdict(row, runs, error), .. Costs(runs)], writer);
        }
    }

    /// <summary>Both tables and the notes in Markdown.</summary>
    public string ToMarkdown() => string.Join(
        "\n\n",
        ((IEnumerable<string>[])[_classifiers.ToMarkdown(), _detectors.ToMarkdown(), _notes.Select(note => $"- {note}")])
            .Select(lines => string.Join('\n', lines)).Where(text => text.Length > 0));

    private static string ErrorOf(ToolRun tool, string shared) =>
        tool.ErrorLine?.Replace(shared, "../shared", StringComparison.Ordinal) ?? $"exit code {tool.ExitCode}";

    // Null if any seed gave no network: the worst of the others would flatter.
    private static double? Worst(IReadOnlyList<SeedRun> runs, Func<SeedRun, double?> figure) =>
        runs.All(run => figure(run) is not null) ? runs.Max(figure) : null;

    private static string Verdict(AccuracyRow row, IReadOnlyList<SeedRun> runs, double? figure) => runs.Max(run => run.Tool.ExitCode) switch
    {
        // As counted, not as a sum of binary fractions happens to round.
        0 => row.Bar is { } bar ? figure <= bar + 1e-9 ? "yes" : "no" : "-",
        3 => "limits not met",
        _ => "failed",
    };

    private static string Images(AccuracyRow row) => row.Images > 0 ? $"{row.Images}" : "none";

    private static string[] Costs(IReadOnlyList<SeedRun> runs) =>
    [
        ReportTable.Percent(runs.Max(run => run.Parameters), 1),
        ReportTable.Percent(runs.Max(run => run.Flops), 1),
        ReportTable.Figure(Median.Of(runs.Select(run => run.Tool.Seconds)), 1),
        ReportTable.Figure(runs.Max(run => run.Tool.PeakBytes) / 1048576.0, 0),
    ];
}
