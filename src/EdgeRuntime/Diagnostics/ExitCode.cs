namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>The exit codes of the command-line programs.</summary>
public enum ExitCode
{
    /// <summary>Done, and within budget.</summary>
    Success = 0,

    /// <summary>A file that was given cannot be used.</summary>
    BadInput = 1,

    /// <summary>The command line is wrong.</summary>
    WrongUsage = 2,

    /// <summary>The budget cannot be met, or is not met.</summary>
    BudgetNotMet = 3,

    /// <summary>The machine lacks something: ONNX Runtime, room on the disk, the right to write.</summary>
    Environment = 4,

    /// <summary>Cancelled by the user.</summary>
    Cancelled = 130,
}
