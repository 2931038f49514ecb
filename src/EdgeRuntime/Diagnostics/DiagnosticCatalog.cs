namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>The registry of all codes. A code is used for one thing and never again for another (docs/errors.md).</summary>
public static class DiagnosticCatalog
{
    /// <summary>Every code, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        .. ModelDiagnostics.All,
        .. DataDiagnostics.All,
        .. TrainingDiagnostics.All,
        .. BudgetDiagnostics.All,
        .. LockDiagnostics.All,
        .. ToolDiagnostics.All,
        .. RuntimeDiagnostics.All,
        .. DeploymentDiagnostics.All,
    ];
}
