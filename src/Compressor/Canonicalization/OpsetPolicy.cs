using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Which operators may be added to a model of a given operator set. A model keeps the set it was exported with, because most
/// steps from one version to the next change the meaning of some operator; only sets that ONNX Runtime does not run are converted.
/// </summary>
/// <remarks>
/// Conv, Concat, Transpose, MatMul, Reshape (shape as an input), Identity, Add and Mul (broadcasting) mean the same from version 7 on,
/// so whatever a rewriting needs can be said with them. Einsum may be used from version 12 on; below, the same contraction is written as
/// Transpose, Reshape and MatMul. The axes of Unsqueeze, Squeeze and ReduceSum moved from an attribute to an input in version 13:
/// Reshape does the same in every version.
/// </remarks>
internal static class OpsetPolicy
{
    /// <summary>The oldest version of ONNX's operator set that ONNX Runtime has kernels for.</summary>
    public const long OldestRunnable = 7;

    /// <summary>The IR version from which on an initializer need not be listed as an input.</summary>
    public const long IrVersionOfInitializersOnly = 4;

    private static readonly Dictionary<string, long> Since = new(StringComparer.Ordinal)
    {
        // The version since which an operator has had the form that nodes are made in here.
        ["Conv"] = 1,
        ["Identity"] = 1,
        ["MatMul"] = 1,
        ["Transpose"] = 1,
        ["Concat"] = 4,
        ["Reshape"] = 5,
        ["Add"] = 7,
        ["Mul"] = 7,
        ["Expand"] = 8,
        ["Einsum"] = 12,
        ["Unsqueeze"] = 13,
        ["Squeeze"] = 13,
        ["ReduceSum"] = 13,
    };

    /// <summary>Whether a node of an operator, in its present form, may be added to a model.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="opset">The version of ONNX's operator set that the model imports.</param>
    public static bool Supports(string opType, long opset) => Since.TryGetValue(opType, out long since) && opset >= since;

    /// <summary>Raises a model's IR version where it is lower; nothing of what it computes depends on that.</summary>
    public static void RequireIrVersion(ModelProto model, long version)
    {
        if (model.IrVersion < version)
        {
            model.IrVersion = version;
        }
    }
}
