using static RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR10xx: model files.</summary>
public static class ModelDiagnostics
{
    /// <summary>The model file does not exist or cannot be read.</summary>
    public static readonly DiagnosticDescriptor FileUnreadable = new("RSDTR1001", "The model file does not exist or cannot be read.", BadInput);

    /// <summary>The file is empty or not an ONNX model.</summary>
    public static readonly DiagnosticDescriptor NotAModel = new("RSDTR1002", "The file is empty, truncated, or not an ONNX model.", BadInput);

    /// <summary>The graph is not well formed.</summary>
    public static readonly DiagnosticDescriptor MalformedGraph = new("RSDTR1003", "The graph is not well formed: a cycle, a missing value, a value produced twice.", BadInput);

    /// <summary>External tensor data is missing or too short.</summary>
    public static readonly DiagnosticDescriptor ExternalDataMissing = new("RSDTR1004", "A tensor's external data file is missing, too short, or outside the model's folder.", BadInput);

    /// <summary>A tensor's data does not fit its declared shape or type.</summary>
    public static readonly DiagnosticDescriptor MalformedTensor = new("RSDTR1005", "A tensor's data does not fit its declared shape or type.", BadInput);

    /// <summary>A weight holds NaN or infinity.</summary>
    public static readonly DiagnosticDescriptor NonFiniteWeight = new("RSDTR1006", "A weight holds NaN or infinity.", BadInput);

    /// <summary>A shape that the work needs cannot be known.</summary>
    public static readonly DiagnosticDescriptor UnknownShape = new("RSDTR1007", "A shape that a limit or a run needs cannot be inferred from the model.", BadInput);

    /// <summary>ONNX Runtime refuses the model.</summary>
    public static readonly DiagnosticDescriptor RejectedByRuntime = new("RSDTR1008", "ONNX Runtime cannot load or run the model.", BadInput);

    /// <summary>A node's attributes or inputs contradict its operator's definition.</summary>
    public static readonly DiagnosticDescriptor MalformedNode = new("RSDTR1009", "A node's attributes or inputs contradict its operator's definition.", BadInput);

    /// <summary>The model does not fit one ONNX file.</summary>
    public static readonly DiagnosticDescriptor ModelTooLarge = new("RSDTR1010", "The model is larger than 2 GiB, the limit of one ONNX file.", BadInput);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        FileUnreadable, NotAModel, MalformedGraph, ExternalDataMissing, MalformedTensor,
        NonFiniteWeight, UnknownShape, RejectedByRuntime, MalformedNode, ModelTooLarge,
    ];
}
