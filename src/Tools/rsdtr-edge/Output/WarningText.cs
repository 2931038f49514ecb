using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>Warnings as the lines that builds and editors read.</summary>
internal static class WarningText
{
    /// <summary>Writes warnings, one a line.</summary>
    public static void Write(IEnumerable<Diagnostic> warnings, TextWriter writer)
    {
        foreach (Diagnostic warning in warnings)
        {
            writer.WriteLine(warning.ToCanonicalLine("rsdtr-edge"));
        }
    }

    /// <summary>Writes that a measurement was made without the execution providers that were asked for, where it was.</summary>
    public static void WriteFallback(LatencyReport report, TextWriter writer)
    {
        if (report.ProviderFallback is { } reason)
        {
            Write([new Diagnostic(RuntimeDiagnostics.ProviderUnusable, DiagnosticSeverity.Warning, report.Model, 1, reason)], writer);
        }
    }
}
