namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR4xxx: the runtime on the board (40xx), device profiles and lists of stages (41xx); <see cref="DeploymentDiagnostics"/> has 42xx.</summary>
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

    /// <summary>The native library executed an instruction that this processor does not have.</summary>
    public static readonly DiagnosticDescriptor IllegalInstruction = new("RSDTR4005", "The native library executed an instruction that this processor does not have.", ExitCode.Environment);

    /// <summary>The process that measured died.</summary>
    public static readonly DiagnosticDescriptor Crashed = new("RSDTR4006", "The process that ran the model was killed or crashed.", ExitCode.Environment);

    /// <summary>The outputs are not those that were recorded when the model was compressed.</summary>
    public static readonly DiagnosticDescriptor WrongOutputs = new("RSDTR4007", "The model's outputs are not those that were recorded when it was compressed.", ExitCode.Environment);

    /// <summary>A measurement must not be relied on.</summary>
    public static readonly DiagnosticDescriptor VoidMeasurement = new("RSDTR4008", "A measurement is void: its figures must not be relied on.", ExitCode.Environment);

    /// <summary>The latency is worse than that of an earlier measurement.</summary>
    public static readonly DiagnosticDescriptor Regression = new("RSDTR4009", "The latency is significantly worse than the baseline's.", ExitCode.BudgetNotMet);

    /// <summary>An earlier measurement cannot be compared with.</summary>
    public static readonly DiagnosticDescriptor BaselineUnusable = new("RSDTR4010", "A baseline cannot be read, or is of another machine or setting.", ExitCode.BadInput);

    /// <summary>An execution provider cannot be used.</summary>
    public static readonly DiagnosticDescriptor ProviderUnusable = new("RSDTR4011", "An execution provider that was asked for cannot be used.", ExitCode.Environment);

    /// <summary>A device profile or a list of stages cannot be read.</summary>
    public static readonly DiagnosticDescriptor ProfileUnreadable = new("RSDTR4101", "A device profile or a list of stages does not exist or cannot be read.", ExitCode.BadInput);

    /// <summary>A device profile or a list of stages is not valid JSON.</summary>
    public static readonly DiagnosticDescriptor ProfileNotJson = new("RSDTR4102", "A device profile or a list of stages is not valid JSON.", ExitCode.BadInput);

    /// <summary>A device profile or a list of stages has an unknown key.</summary>
    public static readonly DiagnosticDescriptor ProfileUnknownKey = new("RSDTR4103", "A device profile or a list of stages has a key that is not known.", ExitCode.BadInput);

    /// <summary>A value in a device profile or a list of stages has the wrong type or is impossible.</summary>
    public static readonly DiagnosticDescriptor ProfileInvalidValue = new("RSDTR4104", "A value in a device profile or a list of stages has the wrong type or is impossible.", ExitCode.BadInput);

    /// <summary>A required key is absent from a device profile or a list of stages.</summary>
    public static readonly DiagnosticDescriptor ProfileMissingKey = new("RSDTR4105", "A required key is absent from a device profile or a list of stages.", ExitCode.BadInput);

    /// <summary>A device profile was measured under other circumstances.</summary>
    public static readonly DiagnosticDescriptor ProfileOfAnotherMachine = new("RSDTR4106", "A device profile was measured on another machine, or with another ONNX Runtime, execution provider, governor, clock or power mode.", ExitCode.BadInput);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        NativeLibraryMissing, NativeLibraryTooOld, RuntimeFailure, TensorMismatch,
        IllegalInstruction, Crashed, WrongOutputs, VoidMeasurement, Regression, BaselineUnusable,
        ProviderUnusable,
        ProfileUnreadable, ProfileNotJson, ProfileUnknownKey, ProfileInvalidValue, ProfileMissingKey, ProfileOfAnotherMachine,
    ];
}
