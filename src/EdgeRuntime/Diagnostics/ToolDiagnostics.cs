using static RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR3xxx: the tools and the machine they run on.</summary>
public static class ToolDiagnostics
{
    /// <summary>An output cannot be written.</summary>
    public static readonly DiagnosticDescriptor OutputUnwritable = new("RSDTR3001", "An output file cannot be written.", ExitCode.Environment);

    /// <summary>The command line is wrong.</summary>
    public static readonly DiagnosticDescriptor WrongUsage = new("RSDTR3002", "The command line is wrong.", ExitCode.WrongUsage);

    /// <summary>The rsdtr tool cannot be started by the build.</summary>
    public static readonly DiagnosticDescriptor ToolNotFound = new("RSDTR3003", "The build cannot find or start the rsdtr tool.", ExitCode.Environment);

    /// <summary>The work was cancelled.</summary>
    public static readonly DiagnosticDescriptor Cancelled = new("RSDTR3004", "The work was cancelled.", ExitCode.Cancelled);

    /// <summary>A fault of the tool itself.</summary>
    public static readonly DiagnosticDescriptor InternalError = new("RSDTR3005", "A fault of the tool itself: please report it.", ExitCode.Environment);

    /// <summary>An RsdtrModel item is incomplete or contradicts another, or a property of the build is wrong.</summary>
    public static readonly DiagnosticDescriptor InvalidItem = new("RSDTR3006", "An RsdtrModel item is incomplete or contradicts another one, or a property of the build is wrong.", BadInput);

    /// <summary>The rewritten model does not compute what its cores say.</summary>
    public static readonly DiagnosticDescriptor VerificationFailed = new("RSDTR3007", "The rewritten model does not compute what its cores say; nothing was written.", ExitCode.Environment);

    /// <summary>The build cannot provide the native ONNX Runtime library (Native/OnnxRuntime.targets).</summary>
    public static readonly DiagnosticDescriptor NativeLibraryNotFetched = new("RSDTR3008", "The build could not fetch, find or unpack the native ONNX Runtime library.", ExitCode.Environment);

    /// <summary>The fetched archive is not the pinned one (Native/OnnxRuntime.targets).</summary>
    public static readonly DiagnosticDescriptor NativeLibraryNotIntact = new("RSDTR3009", "The archive of the native ONNX Runtime library is not the one that was expected.", ExitCode.Environment);

    /// <summary>A file that was named as a report is none that can be read.</summary>
    public static readonly DiagnosticDescriptor ReportUnreadable = new("RSDTR3010", "A report cannot be read, is damaged, or is none of this version.", BadInput);

    /// <summary>There is less memory than the work takes.</summary>
    public static readonly DiagnosticDescriptor MemoryRanOut = new("RSDTR3011", "Memory ran out.", ExitCode.Environment);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        OutputUnwritable, WrongUsage, ToolNotFound, Cancelled, InternalError, InvalidItem, VerificationFailed,
        NativeLibraryNotFetched, NativeLibraryNotIntact, ReportUnreadable, MemoryRanOut,
    ];
}
