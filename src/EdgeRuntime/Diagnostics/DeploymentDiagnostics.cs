namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR42xx: deploying to a board.</summary>
public static class DeploymentDiagnostics
{
    /// <summary>What is to be deployed cannot be used.</summary>
    public static readonly DiagnosticDescriptor SourceUnusable = new("RSDTR4201", "What is to be deployed cannot be published, read or measured.", ExitCode.BadInput);

    /// <summary>The board cannot be reached.</summary>
    public static readonly DiagnosticDescriptor HostUnreachable = new("RSDTR4202", "The board cannot be reached by ssh.", ExitCode.Environment);

    /// <summary>The board cannot run it.</summary>
    public static readonly DiagnosticDescriptor BoardUnsuitable = new("RSDTR4203", "The board cannot run what is to be deployed.", ExitCode.Environment);

    /// <summary>The board has no .NET runtime.</summary>
    public static readonly DiagnosticDescriptor RuntimeMissing = new("RSDTR4204", "The board has no .NET runtime that fits.", ExitCode.Environment);

    /// <summary>The board's disk is full.</summary>
    public static readonly DiagnosticDescriptor BoardFull = new("RSDTR4205", "The board has not enough room on its disk.", ExitCode.Environment);

    /// <summary>A file arrived as another one.</summary>
    public static readonly DiagnosticDescriptor CopyDiffers = new("RSDTR4206", "A file on the board is not the one that was sent.", ExitCode.Environment);

    /// <summary>A step failed on the board.</summary>
    public static readonly DiagnosticDescriptor StepFailed = new("RSDTR4207", "A step of the deployment failed on the board.", ExitCode.Environment);

    /// <summary>The release fails on the board.</summary>
    public static readonly DiagnosticDescriptor ReleaseFailed = new("RSDTR4208", "The release fails on the board; it was taken back.", ExitCode.Environment);

    /// <summary>The release is too slow on the board.</summary>
    public static readonly DiagnosticDescriptor BudgetMissed = new("RSDTR4209", "The release does not meet the budget on the board; it was taken back.", ExitCode.BudgetNotMet);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        SourceUnusable, HostUnreachable, BoardUnsuitable, RuntimeMissing, BoardFull, CopyDiffers, StepFailed, ReleaseFailed, BudgetMissed,
    ];
}
