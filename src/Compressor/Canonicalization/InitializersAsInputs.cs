using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Takes initializers off the list of inputs. Up to IR version 3 they had to be there; from 4 on such an entry makes a weight a
/// default that the caller may replace, and ONNX Runtime then folds nothing that depends on it.
/// </summary>
internal static class InitializersAsInputs
{
    /// <summary>Applies the pass.</summary>
    /// <returns>How many inputs it removed.</returns>
    public static int Apply(OnnxModel model)
    {
        GraphProto graph = model.Proto.Graph;
        HashSet<string> initializers = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        int before = graph.Input.Count;
        OnnxGraph.RemoveAll(graph.Input, input => initializers.Contains(input.Name));
        model.Graph.Changed();
        OpsetPolicy.RequireIrVersion(model.Proto, OpsetPolicy.IrVersionOfInitializersOnly);
        return before - graph.Input.Count;
    }
}
