using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Holds a measurement against an earlier one.</summary>
internal static class BaselineGate
{
    /// <summary>Says whether it is a regression.</summary>
    /// <exception cref="RsdtrException">RSDTR4009: it is one; RSDTR4010: the two cannot be compared.</exception>
    public static void Check(LatencyReport report, string file, double allowed, bool allowsVoid, TextWriter output)
    {
        BaselineComparison comparison = BaselineComparison.Of(report, LatencyReportJson.Load(file), allowed, allowsVoid, file);
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.Change:F3} times the baseline's {(comparison.IsPaired ? "ratio to the other model" : "block median")} (by chance with a probability of {comparison.Probability:G2}; a regression above {comparison.Allowed:F3} below {BaselineComparison.Significance})");
        if (comparison.IsRegression)
        {
            throw new RsdtrException(RuntimeDiagnostics.Regression, $"{report.Model}: slower, {figures}: see what was changed since", file);
        }

        output.WriteLine();
        output.WriteLine($"baseline {file}: not slower, {figures}");
    }
}
