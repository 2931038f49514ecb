using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>Turns Constant nodes into initializers, so that weights are found in one place.</summary>
internal static class ConstantNodes
{
    /// <summary>Applies the pass. Constants of strings and sparse ones stay, and so do those that are outputs of the network.</summary>
    /// <returns>How many nodes became initializers.</returns>
    public static int Apply(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        List<NodeProto> removed = [];
        List<TensorProto> added = [];
        foreach (NodeProto node in graph.Nodes)
        {
            if (ConstantNode.TryRead(node) is not { } value || graph.IsOutput(node.Output[0]))
            {
                continue;
            }

            TensorProto tensor = value.Clone();
            tensor.Name = node.Output[0];
            removed.Add(node);
            added.Add(tensor);
        }

        graph.Remove(removed);
        added.ForEach(graph.AddInitializer);
        // What nodes compute from them is constant, too, which the index does not see of initializers that come one by one.
        graph.Changed();
        return removed.Count;
    }
}
