using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>What can be looked up in a graph at one moment; made again after edits.</summary>
internal sealed class GraphIndex
{
    /// <summary>Indexes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="replaceable">Initializers that callers may replace: no constants.</param>
    public GraphIndex(GraphProto graph, IReadOnlyCollection<string> replaceable)
    {
        Nodes = [.. graph.Node];
        Outputs = [.. graph.Output];
        OutputNames = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        InputNames = graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!Initializers.TryAdd(tensor.Name, tensor))
            {
                throw Twice(tensor.Name);
            }
        }

        HashSet<string> sparse = graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? "").ToHashSet(StringComparer.Ordinal);
        Inputs = [.. graph.Input.Where(input => !Initializers.ContainsKey(input.Name) && !sparse.Contains(input.Name))];
        ConstantValues.UnionWith(Initializers.Keys);
        ConstantValues.UnionWith(sparse);
        ConstantValues.ExceptWith(replaceable);
        AddNames(graph);
        foreach (NodeProto node in Nodes)
        {
            Add(node);
        }
    }

    public IReadOnlyList<NodeProto> Nodes { get; }

    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    public IReadOnlyList<ValueInfoProto> Outputs { get; }

    public HashSet<string> InputNames { get; }

    public HashSet<string> OutputNames { get; }

    public Dictionary<string, TensorProto> Initializers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NodeProto> Producers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<NodeProto>> Consumers { get; } = new(StringComparer.Ordinal);

    public HashSet<string> ConstantValues { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes in a new initializer, so that adding many does not index the graph as many times.</summary>
    public void AddInitializer(TensorProto tensor)
    {
        Initializers.Add(tensor.Name, tensor);
        ConstantValues.Add(tensor.Name);
        Names.Add(tensor.Name);
    }

    private static bool IsDeterministic(NodeProto node) =>
        OperatorDomain.IsDefault(node.Domain)
        && !node.OpType.StartsWith("Random", StringComparison.Ordinal)
        && node.OpType is not ("Multinomial" or "Bernoulli");

    private static RsdtrException Twice(string value) =>
        new(ModelDiagnostics.MalformedGraph, $"The value '{value}' is defined twice: export the model again.");

    private void Add(NodeProto node)
    {
        bool constant = IsDeterministic(node);
        foreach (string value in Subgraphs.ValuesRead(node).Distinct(StringComparer.Ordinal))
        {
            if (!Consumers.TryGetValue(value, out List<NodeProto>? readers))
            {
                Consumers.Add(value, readers = []);
            }

            readers.Add(node);
            constant &= ConstantValues.Contains(value);
        }

        foreach (string value in node.Output.Where(name => name.Length > 0))
        {
            if (!Producers.TryAdd(value, node) || Initializers.ContainsKey(value))
            {
                throw Twice(value);
            }

            if (constant)
            {
                ConstantValues.Add(value);
            }
        }
    }

    private void AddNames(GraphProto graph)
    {
        Names.UnionWith(graph.Input.Select(input => input.Name));
        Names.UnionWith(graph.Output.Select(output => output.Name));
        Names.UnionWith(graph.Initializer.Select(tensor => tensor.Name));
        Names.UnionWith(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""));
        Names.UnionWith(graph.ValueInfo.Select(value => value.Name));
        foreach (NodeProto node in graph.Node)
        {
            Names.Add(node.Name);
            Names.UnionWith(node.Input);
            Names.UnionWith(node.Output);
            foreach (GraphProto subgraph in Subgraphs.Of(node))
            {
                AddNames(subgraph);
            }
        }
    }
}
