using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Holds a measurement against an earlier one.</summary>
internal static class BaselineGate
{
    /// <summary>Says whether it is a regression.</summary>
    /// <param name="report">The measurement.</param>
    /// <param name="baseline">The earlier one.</param>
    /// <param name="file">The earlier one's file.</param>
    /// <param name="allowed">The change that is allowed.</param>
    /// <param name="allowsVoid">Whether a void baseline is taken all the same.</param>
    /// <param name="output">Takes the verdict.</param>
    /// <exception cref="RsdtrException">RSDTR4009: it is one; RSDTR4010: the two cannot be compared.</exception>
    public static void Check(LatencyReport report, LatencyReport baseline, string file, double allowed, bool allowsVoid, TextWriter output)
    {
        BaselineComparison comparison = BaselineComparison.Of(report, baseline, allowed, allowsVoid, file);
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
