using System.Globalization;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Holds a measured latency against a budget's limit.</summary>
internal static class LatencyGate
{
    /// <summary>Says whether the limit is met.</summary>
    /// <exception cref="RsdtrException">RSDTR2109: the limit is exceeded; RSDTR2108: too few runs for its percentile.</exception>
    public static void Check(LatencyReport report, DeviceBudget budget, TextWriter output, TextWriter error)
    {
        string? file = budget.SourcePath;
        int line = budget.Limits.LineOf(LimitKind.LatencyMs);
        if (budget.Limits.LatencyMs is not { } limit)
        {
            error.WriteLine(new Diagnostic(
                BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, file, line, $"the budget {budget.Name} has no limits.latencyMs: nothing was checked").ToCanonicalLine("rsdtr-edge"));
            return;
        }

        double measured = report.PercentileMs(limit.Percentile)
            ?? throw new RsdtrException(
                BudgetDiagnostics.FigureUnknown, string.Create(CultureInfo.InvariantCulture, $"{report.Count} runs are too few for percentile {limit.Percentile}: raise --min-count"), file, line);
        string figures = string.Create(CultureInfo.InvariantCulture, $"p{limit.Percentile} {measured:F3} ms of {report.Count} runs{(report.Void ? " (void)" : "")}");
        string threads = report.Threads is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count} thread{(count == 1 ? "" : "s")}") : "ONNX Runtime's choice of threads";
        if (measured > limit.Limit)
        {
            throw new RsdtrException(
                BudgetDiagnostics.LatencyExceeded,
                string.Create(CultureInfo.InvariantCulture, $"{report.Model}: {figures} with {threads} > {limit.Limit} ms: lower limits.flops for a smaller network, or raise limits.latencyMs"),
                file,
                line);
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"budget {budget.Name}: met, {figures} with {threads} <= {limit.Limit} ms"));
    }
}
