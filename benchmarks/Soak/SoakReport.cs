using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Monitoring;

namespace RsdtrEdge.Benchmarks.Soak;

/// <summary>What a soak found, held against its two bars: memory that stays flat, and percentiles within the histogram's bound.</summary>
internal sealed class SoakReport
{
    /// <summary>How much more memory the process may have in RAM at the end.</summary>
    public const long MostGrowthBytes = 1_000_000;

    private static readonly double[] s_percents = [50, 90, 95, 99, 99.9, 99.99];

    private readonly ReportTable _table = new(("latency", -8), ("exact ms", 9), ("histogram ms", 12), ("apart by", 9), ("at most", 8), ("met", -3));
    private readonly string _summary;

    /// <summary>Makes the report.</summary>
    /// <param name="run">What was measured.</param>
    /// <param name="writer">Where lines go.</param>
    public SoakReport(SoakRun run, TextWriter writer)
    {
        IsMet = run.GrowthBytes < MostGrowthBytes && run.AllocatedBytes == 0 && run.Latency.Count == run.Milliseconds.Length && run.Latency.Clamped == 0;
        foreach (double percent in s_percents)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"p{percent}"), Percentiles.Of(run.Milliseconds, percent), run.Latency.PercentileMs(percent), writer);
        }

        Add("min", run.Milliseconds[0], run.Latency.MinMs, writer);
        Add("max", run.Milliseconds[^1], run.Latency.MaxMs, writer);
        Add("mean", run.Milliseconds.Average(), run.Latency.MeanMs, writer);
        _summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Latency.Count:N0} runs in {run.Elapsed.TotalSeconds:F0} s, after {run.WarmUps:N0} that do not count. Memory in RAM: {Mebibytes(run.ResidentBytes[0])} after the warm-up, ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{Mebibytes(run.ResidentBytes[^1])} at the end, {Kilobytes(run.GrowthBytes)} more ({Kilobytes(run.MostGrowthBytes)} at most in between); the bar is less than {Kilobytes(MostGrowthBytes)}. ")
            + $"Managed memory that the runs allocated: {run.AllocatedBytes} bytes. All bars met: {(IsMet ? "yes" : "no")}";
        writer.WriteLine(_summary);
    }

    /// <summary>Whether all bars are met.</summary>
    public bool IsMet { get; private set; }

    /// <summary>All of it in Markdown.</summary>
    public string ToMarkdown() => $"{_summary}.\n\n{string.Join('\n', _table.ToMarkdown())}";

    private void Add(string name, double? exact, double? found, TextWriter writer)
    {
        if (exact is null)
        {
            return;
        }

        double? apart = Math.Abs(found!.Value - exact.Value) / exact;
        bool isWithin = apart <= LatencyMonitor.RelativeError;
        IsMet &= isWithin;
        _table.Add(
            [name, ReportTable.Figure(exact, 4), ReportTable.Figure(found, 4), Percent(apart), Percent(LatencyMonitor.RelativeError), isWithin ? "yes" : "no"], writer);
    }

    private static string Percent(double? share) => $"{ReportTable.Percent(share, 3)} %";

    private static string Mebibytes(long? bytes) => $"{ReportTable.Figure(bytes / 1048576.0, 1)} MiB";

    private static string Kilobytes(long? bytes) => $"{ReportTable.Figure(bytes / 1000.0, 0)} kB";
}
