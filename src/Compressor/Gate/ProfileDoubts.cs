using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>Tells what speaks against the profile that times come from.</summary>
internal static class ProfileDoubts
{
    /// <summary>The warnings (RSDTR2113), at the profile; none where nothing speaks against it, and of an estimate.</summary>
    /// <param name="machine">What is known of the machine; null for nothing.</param>
    /// <param name="limitsTime">Whether a time is limited.</param>
    public static IEnumerable<Diagnostic> Of(MachineTimes? machine, bool limitsTime) => machine is null ? [] : machine.Doubts.Select(doubt => new Diagnostic(
        BudgetDiagnostics.TimesInDoubt, DiagnosticSeverity.Warning, machine.File, 1,
        $"{Path.GetFileName(machine.File)}: {doubt.What}{(limitsTime ? "; limits on time only warn" : "")}: {doubt.Remedy}."));
}
