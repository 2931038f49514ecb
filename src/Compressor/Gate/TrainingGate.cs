using System.Globalization;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>Holds what training made of a compressed network against what it made worse: a limit on outputs that the network met before is worth more than epochs.</summary>
internal static class TrainingGate
{
    /// <summary>Warnings (RSDTR2114) for the limits that a trained network breaches, where it met all limits on outputs before it was trained; none where it is to be taken.</summary>
    /// <param name="trained">How near its outputs are to the original's.</param>
    /// <param name="untrained">How near they were before.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model's file.</param>
    public static IReadOnlyList<Diagnostic> Check(Receipt trained, Receipt untrained, ResolvedLimits limits, string model) =>
        // What fails either way fails with the figures of the trained network.
        BudgetGate.OutputBreaches(untrained, limits).Count > 0 ? [] : [.. BudgetGate.OutputBreaches(trained, limits).Select(kind => BudgetGate.At(
            limits, kind, model, BudgetDiagnostics.TrainingNotTaken, DiagnosticSeverity.Warning,
            $"{Path.GetFileName(model)}: {Figures(trained, untrained, limits, kind)}: the network is taken as it was before; train with images like those of --calibration (item metadata FineTuneData), or {(kind == LimitKind.MaxOutputError ? "raise" : "lower")} {LimitName.Of(limits, kind)}."))];

    private static string Figures(Receipt trained, Receipt before, ResolvedLimits limits, LimitKind kind) => kind == LimitKind.MaxOutputError
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"relative output error {BudgetGate.KnownError(trained):F4} > {limits.Budget.Limits.MaxOutputError} on {trained.Images} images after fine-tuning, {BudgetGate.KnownError(before):F4} before")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{trained.Agreement:P1} of {trained.Images} predictions equal the original's < {limits.Budget.Limits.MinAgreement:P1} after fine-tuning, {before.Agreement:P1} before");
}
