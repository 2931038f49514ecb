namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR4xxx: the runtime on the board.</summary>
public static class RuntimeDiagnostics
{
    /// <summary>The native ONNX Runtime library is absent.</summary>
    public static readonly DiagnosticDescriptor NativeLibraryMissing = new("RSDTR4001", "The native ONNX Runtime library is absent or cannot be loaded.", ExitCode.Environment);

    /// <summary>The native ONNX Runtime library is too old.</summary>
    public static readonly DiagnosticDescriptor NativeLibraryTooOld = new("RSDTR4002", "The native ONNX Runtime library is too old.", ExitCode.Environment);

    /// <summary>ONNX Runtime reported an error.</summary>
    public static readonly DiagnosticDescriptor RuntimeFailure = new("RSDTR4003", "ONNX Runtime reported an error.", ExitCode.Environment);

    /// <summary>A tensor does not fit the model's input or output.</summary>
    public static readonly DiagnosticDescriptor TensorMismatch = new("RSDTR4004", "A tensor's element type or shape is not what the model's input or output takes.", ExitCode.BadInput);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [NativeLibraryMissing, NativeLibraryTooOld, RuntimeFailure, TensorMismatch];
}
