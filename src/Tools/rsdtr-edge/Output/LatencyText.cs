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
        writer.WriteLine($"runtime    ONNX Runtime {report.OnnxRuntime}, threads {(report.Threads is { } threads ? BoardText.Text(threads) : "as ONNX Runtime chooses")}{(report.Provider is { } provider ? $", {provider}" : "")}");
        writer.WriteLine($"affinity   {report.Board.Affinity ?? BoardText.Unknown}, kernel {report.Board.Kernel ?? BoardText.Unknown}{(report.Board.PowerMode is { } mode ? $", power mode {mode}" : "")}");
        writer.WriteLine($"throttled  {Throttled(report)}");
        if (report.Conditions is { } conditions)
        {
            writer.WriteLine($"meanwhile  {Meanwhile(conditions)}");
        }

        if (report.SelfTest is { } test)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"self-test  passed: outputs differ by {test.Difference:G2} from those recorded when it was compressed, {test.Tolerance:G2} is allowed"));
        }

        writer.WriteLine($"method     single stream, input {Input(report)}{OtherInput(report)}, percentiles by nearest rank, milliseconds of a run");
        writer.WriteLine();

        TextTable table = new("model", "runs", "warm-up", "p50 ms", "p90 ms", "p95 ms", "p99 ms", "max ms", "mean ms", "first ms", "load ms", "peak MiB");
        AddRow(table, report);
        if (report.Against is not null)
        {
            AddRow(table, report.Against);
        }

        table.WriteTo(writer);
        WriteDetails(report, writer);
        if (report.Against is { } against)
        {
            writer.WriteLine();
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Model} is {against.Speedup:F2} times as fast as {against.Model} (median over {against.Pairs} pairs of blocks in turns; quartiles {Ratio(against.SpeedupLow)} to {Ratio(against.SpeedupHigh)})"));
            if (!report.InputShape.SequenceEqual(against.InputShape))
            {
                writer.WriteLine($"that is of runs, and their inputs differ: {Input(report)} and {Input(against)}");
            }
        }

        foreach (string reason in report.VoidReasons)
        {
            writer.WriteLine();
            writer.WriteLine($"VOID: {reason}; do not rely on these figures");
        }

        writer.WriteLine();
        writer.WriteLine(report.Void ? "verdict: void" : "verdict: valid");
    }

    private static void WriteDetails(LatencyReport report, TextWriter writer)
    {
        List<string> parts = [];
        Add(report.MeanLowMs is { } low && report.MeanHighMs is { } high ? Text($"mean within {low:F3} to {high:F3} ms (95 %, batch means)") : null);
        Add(report.WarmUpSteady switch { null => null, true => "warm-up steady", false => "warm-up not steady" });
        Add(report.ProcessorMsPerRun is { } processor ? Text($"processor time {processor:F3} ms a run") : null);
        Add(report.SteadyResidentBytes is { } bytes ? Text($"memory {bytes / 1048576.0:F1} MiB at the end") : null);
        Add(report.EnergyMillijoules is { } energy ? Text($"energy {energy:F3} mJ a run, of the whole board") : null);
        if (parts.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine(string.Join("; ", parts));
        }

        void Add(string? part)
        {
            if (part is not null)
            {
                parts.Add(part);
            }
        }
    }

    private static string Meanwhile(ConditionsReport conditions)
    {
        string clock = conditions is { LowestClockMHz: { } lowest, HighestClockMHz: { } highest } ? Text($"clock {lowest:F0} to {highest:F0} MHz") : "clock unknown";
        string before = conditions.Before.Clocks is [{ MHz: { } first }, ..] ? Text($" (before {first:F0})") : "";
        string after = conditions.After.Clocks is [{ MHz: { } last }, ..] ? Text($" (after {last:F0})") : "";
        string heat = conditions.HottestCelsius is { } celsius ? Text($"at most {celsius:F1} °C") : "temperature unknown";
        string load = conditions.BackgroundProcessors is { } background ? Text($"other programs had {background:F2} processors") : "other load unknown";
        string power = conditions.BoardWatts is { } watts ? Text($", {watts:F2} W") : "";
        return $"{clock}{before}{after}, {heat}, {load}{power}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void AddRow(TextTable table, LatencyFigures figures) => table.Add(
        figures.Model,
        BoardText.Text(figures.Count),
        BoardText.Text(figures.WarmUpCount),
        TextTable.Figure(figures.P50Ms),
        TextTable.Figure(figures.P90Ms),
        TextTable.Figure(figures.P95Ms),
        TextTable.Figure(figures.P99Ms),
        TextTable.Figure(figures.MaxMs),
        TextTable.Figure(figures.MeanMs),
        TextTable.Figure(figures.FirstMs),
        TextTable.Figure(figures.LoadMs),
        figures.PeakResidentBytes is { } bytes ? (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) : BoardText.Unknown);

    private static string Throttled(LatencyReport report) => report.Throttled switch
    {
        null => "unknown: neither firmware nor kernel of this machine tells",
        true => $"yes{Word(report)}",
        false => $"no{Word(report)}",
    };

    private static string Input(LatencyFigures figures) => figures.InputShape.IsEmpty
        ? BoardText.Unknown
        : Text($"[{string.Join(',', figures.InputShape)}]{(figures.Batch is { } batch ? $" (batch {batch})" : "")}");

    private static string OtherInput(LatencyReport report) => report.Against is { } against && !against.InputShape.SequenceEqual(report.InputShape)
        ? $", of {against.Model} {Input(against)}"
        : "";

    private static string Word(LatencyReport report) => report.Board.Throttling is { } after
        ? $": {report.Conditions?.Before.Throttling?.ToString() ?? BoardText.Unknown} before; {after} after"
        : "";

    private static string Ratio(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? BoardText.Unknown;
}
