using static RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR22xx: the lock file, which holds a project's figures between builds.</summary>
public static class LockDiagnostics
{
    /// <summary>The lock file cannot be read.</summary>
    public static readonly DiagnosticDescriptor Unreadable = new("RSDTR2201", "The lock file cannot be read.", BadInput);

    /// <summary>The lock file is not valid JSON.</summary>
    public static readonly DiagnosticDescriptor InvalidJson = new("RSDTR2202", "The lock file is not valid JSON.", BadInput);

    /// <summary>The lock file has an unknown key.</summary>
    public static readonly DiagnosticDescriptor UnknownKey = new("RSDTR2203", "The lock file has a key that is not known.", BadInput);

    /// <summary>A value in the lock file has the wrong type or is impossible.</summary>
    public static readonly DiagnosticDescriptor InvalidValue = new("RSDTR2204", "A value in the lock file has the wrong type or is impossible.", BadInput);

    /// <summary>A required key is absent from the lock file.</summary>
    public static readonly DiagnosticDescriptor MissingKey = new("RSDTR2205", "A required key is absent from the lock file.", BadInput);

    /// <summary>A figure is larger than the locked one, and nothing that the project says explains it.</summary>
    public static readonly DiagnosticDescriptor FigureGrew = new("RSDTR2206", "A figure grew beyond the lock file's, with the same network, budget and options.", BudgetNotMet);

    /// <summary>The lock file is of other inputs.</summary>
    public static readonly DiagnosticDescriptor OutOfDate = new("RSDTR2207", "The lock file is out of date: a network is new, changed or gone.", BudgetNotMet);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [Unreadable, InvalidJson, UnknownKey, InvalidValue, MissingKey, FigureGrew, OutOfDate];
}
