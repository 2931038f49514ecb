using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>What the gate says of a network.</summary>
/// <param name="Figures">The network's figures.</param>
/// <param name="Budget">The limits as they apply to it.</param>
/// <param name="Receipt">How near its outputs are to the original's; null where that was not measured.</param>
/// <param name="Diagnostics">Errors for breached limits, warnings for limits that could not be checked.</param>
public sealed record GateResult(CostFigures Figures, BudgetReport Budget, Receipt? Receipt, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The time that the network is predicted to take; null where nothing is known of the machine, or not enough of the network.</summary>
    public PredictedLatency? Latency { get; init; }

    /// <summary>Whether no limit is breached.</summary>
    public bool IsMet => !Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
