using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Rewriting.Loading;

/// <summary>The form of a network in which chains are put: it computes the same, and ONNX Runtime has less to do when it loads it.</summary>
/// <remarks>
/// After each of its rewrites that changes anything, ONNX Runtime infers the types and shapes of the whole graph again, and once one of the first group did, all of that
/// group run again. What they find in networks for images is mostly what exporters leave around paddings: arithmetic over a few integers, the same scalar stored many times. With it
/// out of the way five passes over all nodes are saved; a chain has two or three nodes in the place of one, so that each pass counts.
/// </remarks>
internal static class LoadForm
{
    /// <summary>Brings a copy into that form.</summary>
    /// <param name="canonical">The canonical network; it stays as it is.</param>
    /// <exception cref="RsdtrException">ONNX Runtime refuses nodes over constants (RSDTR1008, RSDTR4003).</exception>
    public static OnnxModel Of(OnnxModel canonical)
    {
        OnnxModel model = canonical.Clone();
        int changes = IntegerConstants.Fold(model) + SharedScalars.Merge(model.Graph);
        if (changes > 0)
        {
            model.Graph.RemoveUnusedInitializers();
            model.Graph.RemoveStaleValueInfo();
        }

        return model;
    }
}
