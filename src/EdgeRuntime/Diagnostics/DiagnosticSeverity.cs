namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>How bad a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The result stands; the user should know.</summary>
    Warning,

    /// <summary>There is no result, or it may not be used.</summary>
    Error,
}
