using System.Globalization;
using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>Tells where a compressed network stays slower than the original.</summary>
internal static class SpeedWarning
{
    /// <summary>The warning (RSDTR2112); none where the network is not slower or was not measured.</summary>
    /// <param name="plan">What was measured, and what it led to; null for nothing.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model's path or name.</param>
    public static IEnumerable<Diagnostic> Of(GuaranteedPlan? plan, ResolvedLimits limits, string model)
    {
        if (plan?.Report is not { Outcome: SpeedOutcome.Slower } report)
        {
            yield break;
        }

        string remedy = report.HeldByLimits.Count > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{report.HeldByLimits.Count} of the layers that cost time cannot run dense within the limits, first '{report.HeldByLimits[0]}': raise {string.Join(" and ", plan.Holding.Select(kind => LimitName.ToRaise(limits, kind)))}")
            : "all factorized layers run dense, so that something else took the time: measure again on an idle machine";
        yield return new Diagnostic(
            BudgetDiagnostics.SlowerThanOriginal, DiagnosticSeverity.Warning, model, 1, $"{Path.GetFileName(model)}: {report.ToText()}; {remedy}.");
    }
}
