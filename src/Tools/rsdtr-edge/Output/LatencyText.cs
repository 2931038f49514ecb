using System.Globalization;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>A latency report for a person: the figures never stand without what they depend on.</summary>
internal static class LatencyText
{
    /// <summary>Writes the report.</summary>
    public static void Write(LatencyReport report, TextWriter writer)
    {
        writer.WriteLine($"board      {BoardText.OneLine(report.Board)}");
        writer.WriteLine($"runtime    ONNX Runtime {report.OnnxRuntime}, threads {(report.Threads is { } threads ? BoardText.Text(threads) : "as ONNX Runtime chooses")}");
        writer.WriteLine($"throttled  {Throttled(report)}");
        writer.WriteLine("method     single stream, batch 1, percentiles by nearest rank, milliseconds");
        writer.WriteLine();

        TextTable table = new("model", "runs", "warm-up", "p50 ms", "p90 ms", "p99 ms", "mean ms", "first ms", "load ms", "peak MiB");
        AddRow(table, report);
        if (report.Against is not null)
        {
            AddRow(table, report.Against);
        }

        table.WriteTo(writer);
        if (report.Against is { } against)
        {
            writer.WriteLine();
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Model} is {against.Speedup:F2} times as fast as {against.Model} (median over {against.Pairs} pairs of blocks in turns; quartiles {Ratio(against.SpeedupLow)} to {Ratio(against.SpeedupHigh)})"));
        }

        foreach (string reason in report.VoidReasons)
        {
            writer.WriteLine();
            writer.WriteLine($"VOID: {reason}; do not rely on these figures");
        }
    }

    private static void AddRow(TextTable table, LatencyFigures figures) => table.Add(
        figures.Model,
        BoardText.Text(figures.Count),
        BoardText.Text(figures.WarmUpCount),
        TextTable.Figure(figures.P50Ms),
        TextTable.Figure(figures.P90Ms),
        TextTable.Figure(figures.P99Ms),
        TextTable.Figure(figures.MeanMs),
        TextTable.Figure(figures.FirstMs),
        TextTable.Figure(figures.LoadMs),
        figures.PeakResidentBytes is { } bytes ? (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) : BoardText.Unknown);

    private static string Throttled(LatencyReport report) => report.Throttled switch
    {
        null => "unknown: this machine's firmware does not tell",
        true => $"yes: {report.Board.Throttling}",
        false => $"no: {report.Board.Throttling}",
    };

    private static string Ratio(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? BoardText.Unknown;
}
