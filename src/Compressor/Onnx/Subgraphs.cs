using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>The graphs inside a node: branches of If, bodies of Loop and Scan.</summary>
internal static class Subgraphs
{
    public static IEnumerable<GraphProto> Of(NodeProto node) => node.Attribute.SelectMany(Of);

    public static IEnumerable<GraphProto> Of(AttributeProto attribute) =>
        attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G);

    /// <summary>The names that a node reads: its inputs, and what its subgraphs capture from the graph around them. Empty names are left out.</summary>
    public static IEnumerable<string> ValuesRead(NodeProto node)
    {
        IEnumerable<string> direct = node.Input.Where(name => name.Length > 0);
        return HasSubgraph(node) ? direct.Concat(Of(node).SelectMany(Captures)).Distinct(StringComparer.Ordinal) : direct;
    }

    /// <summary>The names that a subgraph uses and does not define itself.</summary>
    public static IEnumerable<string> Captures(GraphProto graph)
    {
        HashSet<string> defined = new(StringComparer.Ordinal);
        defined.UnionWith(graph.Input.Select(input => input.Name));
        defined.UnionWith(graph.Initializer.Select(tensor => tensor.Name));
        defined.UnionWith(graph.SparseInitializer.Select(sparse => sparse.Values?.Name ?? ""));
        defined.UnionWith(graph.Node.SelectMany(node => node.Output));
        return graph.Node.SelectMany(ValuesRead)
            .Concat(graph.Output.Select(output => output.Name))
            .Where(name => !defined.Contains(name))
            .Distinct(StringComparer.Ordinal);
    }

    public static bool HasSubgraph(NodeProto node)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.G is not null || attribute.Graphs.Count > 0)
            {
                return true;
            }
        }

        return false;
    }
}
