using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// What operator sets and IR versions a rewritten model has. A model keeps the set it was exported with, because most steps from
/// one version to the next change the meaning of some operator; only sets that ONNX Runtime does not run are converted. Conv,
/// MatMul, Reshape, Transpose, Concat and Tile, all that a rewriting adds but for the Einsum of versions from 12 on, mean the same from version 7 on; a Gemm keeps its own attributes.
/// </summary>
internal static class OpsetPolicy
{
    /// <summary>The oldest version of ONNX's operator set that ONNX Runtime has kernels for.</summary>
    public const long OldestRunnable = 7;

    /// <summary>The IR version from which on an initializer need not be listed as an input.</summary>
    public const long IrVersionOfInitializersOnly = OnnxGraph.FirstVersionOfDefaults;

    /// <summary>Raises a model's IR version where it is lower; nothing of what it computes depends on that.</summary>
    public static void RequireIrVersion(ModelProto model, long version)
    {
        if (model.IrVersion < version)
        {
            model.IrVersion = version;
        }
    }
}
