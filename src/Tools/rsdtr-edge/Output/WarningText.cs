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

    /// <summary>Writes that a model was measured without the execution providers that were asked for, where it was.</summary>
    public static void WriteFallback(LatencyReport report, TextWriter writer)
    {
        WriteFallback(report.Model, report.ProviderFallback, writer);
        if (report.Against is { } against)
        {
            WriteFallback(against.Model, against.ProviderFallback, writer);
        }
    }

    private static void WriteFallback(string model, string? reason, TextWriter writer)
    {
        if (reason is not null)
        {
            Write([new Diagnostic(RuntimeDiagnostics.ProviderUnusable, DiagnosticSeverity.Warning, model, 1, reason)], writer);
        }
    }
}
