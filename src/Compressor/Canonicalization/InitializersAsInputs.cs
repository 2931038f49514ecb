using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Takes weights off the list of inputs. Up to IR version 3 every initializer had to be there; from 4 on such an entry makes it a
/// default that the caller may replace, and ONNX Runtime then folds nothing that depends on it. Exporters listed their weights there, too; what is no weight,
/// such as a threshold, was put there for callers and stays.
/// </summary>
internal static class InitializersAsInputs
{
    /// <summary>Applies the pass.</summary>
    /// <returns>How many inputs it removed.</returns>
    public static int Apply(OnnxModel model)
    {
        GraphProto graph = model.Proto.Graph;
        HashSet<string> weights = Find(model);
        int before = graph.Input.Count;
        OnnxGraph.RemoveAll(graph.Input, input => weights.Contains(input.Name));
        model.Graph.Changed();
        OpsetPolicy.RequireIrVersion(model.Proto, OpsetPolicy.IrVersionOfInitializersOnly);
        return before - graph.Input.Count;
    }

    /// <summary>The initializers that a model lists as inputs and that no caller is to feed.</summary>
    public static HashSet<string> Find(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        HashSet<string> listed = graph.Proto.Input.Select(input => input.Name).Where(name => graph.Initializer(name) is not null).ToHashSet(StringComparer.Ordinal);
        if (listed.Count > 0 && model.Proto.IrVersion >= OpsetPolicy.IrVersionOfInitializersOnly)
        {
            listed.IntersectWith(LearnedValues.Find(graph));
        }

        return listed;
    }
}
