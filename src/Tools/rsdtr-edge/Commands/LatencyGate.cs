using System.Globalization;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Holds a measured latency against a budget's limit.</summary>
internal static class LatencyGate
{
    /// <summary>The least number of runs that have the percentile of a budget's limit.</summary>
    /// <param name="budget">The budget; null where there is none.</param>
    /// <exception cref="RsdtrException">RSDTR2108: more runs than a measurement keeps.</exception>
    public static int LeastCount(DeviceBudget? budget)
    {
        if (budget?.Limits.LatencyMs is not { } limit)
        {
            return 1;
        }

        double count = Percentiles.LeastCount(limit.Percentile);
        return count <= LatencyBenchmarkOptions.UsualMostRuns ? (int)count : throw new RsdtrException(
            BudgetDiagnostics.FigureUnknown,
            string.Create(CultureInfo.InvariantCulture, $"limits.latencyMs.percentile {limit.Percentile} takes {count:N0} runs, more than the {LatencyBenchmarkOptions.UsualMostRuns:N0} of a measurement: lower it"),
            budget.SourcePath,
            budget.Limits.LineOf(LimitKind.LatencyMs));
    }

    /// <summary>Says whether the limit is met.</summary>
    /// <exception cref="RsdtrException">RSDTR2109: the limit is exceeded; RSDTR2108: a run took several images, or there are too few runs for its percentile.</exception>
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

        if (report.Batch is > 1 and { } batch)
        {
            throw new RsdtrException(
                BudgetDiagnostics.FigureUnknown,
                string.Create(CultureInfo.InvariantCulture, $"{report.Model}: limits.latencyMs is of one inference, and a run took a batch of {batch} (input [{string.Join(',', report.InputShape)}]): measure with a batch of 1, for which a network with a fixed batch must be exported anew"),
                file,
                line);
        }

        double measured = report.PercentileMs(limit.Percentile)
            ?? throw new RsdtrException(
                BudgetDiagnostics.FigureUnknown, string.Create(CultureInfo.InvariantCulture, $"{report.Count} runs are too few for limits.latencyMs.percentile {limit.Percentile}, which takes {Percentiles.LeastCount(limit.Percentile):F0}: lower it"), file, line);
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
