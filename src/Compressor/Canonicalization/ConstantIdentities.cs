using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Removes Identity nodes over initializers, by which exporters let layers share equal weights, so that each layer names its weight itself.
/// </summary>
internal static class ConstantIdentities
{
    /// <summary>Applies the pass. An Identity that makes an output of the network, or that a subgraph reads, stays.</summary>
    /// <returns>How many nodes are gone.</returns>
    public static int Apply(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        List<NodeProto> removed = [];
        foreach (NodeProto node in graph.Nodes)
        {
            if (node.OpType != "Identity" || !OperatorDomain.IsDefault(node.Domain) || node.Input.Count != 1 || node.Output.Count != 1
                || graph.Initializer(node.Input[0]) is null || graph.IsOutput(node.Output[0])
                || graph.Consumers(node.Output[0]).Any(Subgraphs.HasSubgraph))
            {
                continue;
            }

            foreach (NodeProto consumer in graph.Consumers(node.Output[0]))
            {
                for (int input = 0; input < consumer.Input.Count; input++)
                {
                    if (consumer.Input[input] == node.Output[0])
                    {
                        consumer.Input[input] = node.Input[0];
                    }
                }
            }

            removed.Add(node);
        }

        if (removed.Count > 0)
        {
            graph.Remove(removed);
            graph.RemoveStaleValueInfo();
        }

        return removed.Count;
    }
}
