using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>The table of the rows, the memory of trainings, and what speaks against figures.</summary>
/// <param name="writer">Where lines go as rows are complete.</param>
internal sealed class SpeedTable(TextWriter writer)
{
    private const double Mebibyte = 1048576.0;

    private readonly ReportTable _rows = new(
        ("network", -19), ("images/s", 8), ("ms a step", 9), ("PyTorch images/s", 16), ("PyTorch ms", 10), ("ratio", 5), ("quartiles", 12), ("bar", 4), ("bar met", -7), ("first steps differ by", 21));

    private readonly ReportTable _memory = new(("training with its teacher", -25), ("peak MiB", 8), ("at most", 7), ("met", -3));
    private readonly List<string> _notes = [];

    /// <summary>Adds a row.</summary>
    public void Add(SpeedRun run)
    {
        _rows.Add(
        [
            run.Row.Name, PerSecond(run.OwnSeconds), Milliseconds(run.OwnSeconds), PerSecond(run.TorchSeconds), Milliseconds(run.TorchSeconds), ReportTable.Figure(run.Ratio?.Median, 2),
            run.Ratio is { } ratio ? $"{ReportTable.Figure(ratio.Low, 2)} to {ReportTable.Figure(ratio.High, 2)}" : "-", ReportTable.Figure(run.Row.Bar, 1),
            run.Failure is not null ? "failed" : run.Ratio is null ? "no PyTorch" : Verdict(run.IsMet), run.Difference is { } difference ? difference.ToString("0.0e+0", System.Globalization.CultureInfo.InvariantCulture) : "-",
        ], writer);
        if (run.Failure is { } failure)
        {
            Note($"{run.Row.Name}: {failure}");
        }

        if (run.PeakBytes is { } peak)
        {
            _memory.Add([run.Row.Name, ReportTable.Figure(peak / Mebibyte, 0), ReportTable.Figure(TuningBars.PeakMiB, 0), Verdict(peak / Mebibyte <= TuningBars.PeakMiB)], writer);
        }
    }

    /// <summary>Adds what speaks against a figure.</summary>
    public void Note(string note)
    {
        _notes.Add(note);
        writer.WriteLine($"  {note}");
    }

    /// <summary>All of it in Markdown.</summary>
    public string ToMarkdown() => string.Join(
        "\n\n",
        ((IEnumerable<string>[])[_rows.ToMarkdown(), _memory.ToMarkdown(), _notes.Select(note => $"- {note}")]).Select(lines => string.Join('\n', lines)).Where(text => text.Length > 0));

    private static string PerSecond(double? seconds) => ReportTable.Figure(StepSettings.Batch / seconds, 0);

    private static string Milliseconds(double? seconds) => ReportTable.Figure(1000 * seconds, 1);

    private static string Verdict(bool? isMet) => isMet switch { true => "yes", false => "no", null => "-" };
}
