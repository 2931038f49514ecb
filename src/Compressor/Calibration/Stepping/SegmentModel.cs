using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>Makes a model of some of a network's nodes.</summary>
internal static class SegmentModel
{
    // From this version on initializers need not be listed as inputs.
    private const long LeastIrVersion = 4;

    /// <summary>A model of a segment, with the constants that its nodes need. It shares nodes and tensors with the network: it is to be loaded, not changed.</summary>
    /// <param name="model">The network.</param>
    /// <param name="segment">What runs.</param>
    /// <param name="inputs">The declarations of its inputs.</param>
    public static OnnxModel Build(OnnxModel model, Segment segment, IEnumerable<ValueInfoProto> inputs)
    {
        ModelProto proto = new()
        {
            IrVersion = Math.Max(LeastIrVersion, model.Proto.IrVersion),
            Graph = new GraphProto { Name = "segment" },
        };
        proto.OpsetImport.AddRange(model.Proto.OpsetImport);
        proto.Functions.AddRange(model.Proto.Functions);
        proto.Graph.Input.AddRange(inputs);
        proto.Graph.Output.AddRange(segment.Outputs.Select(name => new ValueInfoProto { Name = name }));
        AddConstants(model.Graph, segment, proto.Graph);
        proto.Graph.Node.AddRange(segment.Nodes);
        return new OnnxModel(proto);
    }

    // Initializers, and nodes over nothing but them, which the runtime computes when it loads the model.
    private static void AddConstants(OnnxGraph graph, Segment segment, GraphProto target)
    {
        HashSet<string> needed = new(segment.Nodes.SelectMany(Subgraphs.ValuesRead), StringComparer.Ordinal);
        List<NodeProto> nodes = [];
        foreach (NodeProto node in graph.Nodes.Reverse().Where(graph.IsConstant))
        {
            if (node.Output.Any(needed.Contains))
            {
                nodes.Add(node);
                needed.UnionWith(Subgraphs.ValuesRead(node));
            }
        }

        target.Node.AddRange(Enumerable.Reverse(nodes));
        target.Initializer.AddRange(graph.Proto.Initializer.Where(tensor => needed.Contains(tensor.Name)));
        target.SparseInitializer.AddRange(graph.Proto.SparseInitializer.Where(tensor => needed.Contains(tensor.Values?.Name ?? "")));
    }
}
