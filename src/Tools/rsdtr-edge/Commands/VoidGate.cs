using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Lets a void measurement end with an error, or, where it is forced, with a warning.</summary>
internal static class VoidGate
{
    /// <summary>Judges.</summary>
    /// <exception cref="RsdtrException">RSDTR4008: the measurement is void, and it was not forced.</exception>
    public static void Check(LatencyReport report, bool isForced, TextWriter error)
    {
        if (!report.Void)
        {
            return;
        }

        string message = $"{report.Model}: the measurement is void: {string.Join("; ", report.VoidReasons)}";
        if (!isForced)
        {
            throw new RsdtrException(RuntimeDiagnostics.VoidMeasurement, $"{message}: measure again, or add --force to take it as it is");
        }

        error.WriteLine(new Diagnostic(RuntimeDiagnostics.VoidMeasurement, DiagnosticSeverity.Warning, null, 1, message).ToCanonicalLine("rsdtr-edge"));
    }
}
