using System.Globalization;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>The table of the networks, that of the layers, and what speaks against some of the figures.</summary>
/// <param name="writer">Where lines go as they are complete.</param>
/// <param name="shared">The folder of the shared material, which the tool's lines may name and pages must not.</param>
internal sealed class PerformanceTables(TextWriter writer, string shared)
{
    private readonly ReportTable _networks = new(
    [
        ("row", -20), ("layout", -8), ("threads", 7), ("runs", 5), ("dense ms", 8), ("ms", 8), ("FLOPs /", 7), ("speed-up", 8), ("quartiles", 12),
        ("efficiency %", 12), ("file", 5), ("load", 5), ("bar", 5), ("bar met", -14),
    ]);

    private readonly ReportTable _layers = new(
        [("layer", -14), ("of", -16), ("width", 5), ("runs", 5), ("dense ms", 8), ("FLOPs /", 7), ("speed-up", 8), ("quartiles", 12), ("efficiency %", 12)]);

    private readonly List<string> _notes = [];

    /// <summary>Adds a row: a line for each way to run it and number of threads.</summary>
    public void Add(RowRun run)
    {
        if (run.Variants.Count == 0)
        {
            AddFailure(run.Row, run.Tool.ExitCode == 3 ? "limits not met" : "failed", run.Tool.ErrorLine ?? $"exit code {run.Tool.ExitCode}");
        }

        foreach ((int threads, PairedRun measurement) in run.Measurements)
        {
            for (int i = 0; i < run.Variants.Count; i++)
            {
                AddLine(run, run.Variants[i], threads, measurement.Subjects[0], measurement.Subjects[i + 1]);
            }

            NoteDoubts(string.Create(CultureInfo.InvariantCulture, $"{run.Row.Name}, {threads} threads"), measurement);
        }
    }

    /// <summary>Adds a row without figures.</summary>
    /// <param name="row">The row.</param>
    /// <param name="verdict">What became of it, in a word or two.</param>
    /// <param name="reason">Why.</param>
    public void AddFailure(PerformanceRow row, string verdict, string reason)
    {
        _networks.Add([row.Name, .. Enumerable.Repeat("-", 11), ReportTable.Figure(row.Bar, 2), verdict], writer);
        Note($"{row.Name}: {reason.Replace(shared, "../shared", StringComparison.Ordinal)}");
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
                Efficiency(point.SpeedUp.Speedup, point.FlopReduction),
            ], writer);
        }

        if (points.Count > 0)
        {
            NoteDoubts(points[0].Layer.Name, run);
        }
    }

    /// <summary>Both tables and the notes in Markdown.</summary>
    public string ToMarkdown() => string.Join(
        "\n\n",
        ((IEnumerable<string>[])[_networks.ToMarkdown(), _layers.ToMarkdown(), _notes.Select(note => $"- {note}")])
            .Select(lines => string.Join('\n', lines)).Where(text => text.Length > 0));

    private void AddLine(RowRun run, RowVariant variant, int threads, PairedSubject dense, PairedSubject compressed)
    {
        double reduction = (double)run.Original.Macs / variant.Figures.Macs;
        double speedUp = compressed.First.Speedup;
        _networks.Add(
        [
            run.Row.Name, variant.Layout, $"{threads}", $"{compressed.Figures.Count}", ReportTable.Figure(dense.Figures.P50Ms, 2),
            ReportTable.Figure(compressed.Figures.P50Ms, 2), ReportTable.Figure(reduction, 2), ReportTable.Figure(speedUp, 2), Quartiles(compressed.First),
            Efficiency(speedUp, reduction),
            ReportTable.Figure((double)variant.Figures.Bytes / (sizeof(float) * variant.Figures.Parameters), 2),
            ReportTable.Figure(compressed.LoadMs / dense.LoadMs, 2),
            ReportTable.Figure(run.Row.Bar, 2), run.Row.Bar is { } bar ? speedUp >= bar ? "yes" : "no" : "-",
        ], writer);
    }

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

    private static string Quartiles(LatencyComparison comparison) =>
        $"{ReportTable.Figure(comparison.SpeedupLow, 2)} to {ReportTable.Figure(comparison.SpeedupHigh, 2)}";

    private static string Efficiency(double speedUp, double reduction) => ReportTable.Figure(100 * speedUp / reduction, 0);
}
