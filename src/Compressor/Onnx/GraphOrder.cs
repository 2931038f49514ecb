using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Checks that a graph is in static single assignment form and acyclic, and puts its nodes in topological order.</summary>
internal static class GraphOrder
{
    /// <summary>Checks a graph and its subgraphs; sorts nodes where they are out of order, and touches nothing otherwise.</summary>
    /// <exception cref="RsdtrException">A name is defined twice, a value is used but never produced, or there is a cycle (RSDTR1003).</exception>
    public static void CheckAndSort(GraphProto graph) => CheckAndSort(graph, new HashSet<string>(StringComparer.Ordinal));

    private static void CheckAndSort(GraphProto graph, HashSet<string> outer)
    {
        HashSet<string> given = DefinedBeforeNodes(graph);
        Dictionary<string, int> producers = Producers(graph, given);
        int[] order = Sort(graph, producers, name => given.Contains(name) || outer.Contains(name));
        if (!order.AsSpan().SequenceEqual(Enumerable.Range(0, order.Length).ToArray()))
        {
            NodeProto[] nodes = [.. order.Select(index => graph.Node[index])];
            graph.Node.Clear();
            graph.Node.AddRange(nodes);
        }

        foreach (ValueInfoProto output in graph.Output)
        {
            if (!producers.ContainsKey(output.Name) && !given.Contains(output.Name) && !outer.Contains(output.Name))
            {
                throw Malformed($"The graph's output '{output.Name}' is produced by no node");
            }
        }

        CheckSubgraphs(graph, given, outer);
    }

    private static void CheckSubgraphs(GraphProto graph, HashSet<string> given, HashSet<string> outer)
    {
        if (!graph.Node.Any(Subgraphs.HasSubgraph))
        {
            return;
        }

        // Nodes are in order here, so what a subgraph may capture is what has been defined when its node is reached.
        HashSet<string> visible = [.. outer, .. given];
        foreach (NodeProto node in graph.Node)
        {
            foreach (GraphProto subgraph in Subgraphs.Of(node))
            {
                CheckAndSort(subgraph, visible);
            }

            visible.UnionWith(node.Output.Where(name => name.Length > 0));
        }
    }

    private static HashSet<string> DefinedBeforeNodes(GraphProto graph)
    {
        HashSet<string> inputs = new(StringComparer.Ordinal);
        foreach (ValueInfoProto input in graph.Input)
        {
            if (!inputs.Add(input.Name))
            {
                throw Malformed($"The graph has two inputs named '{input.Name}'");
            }
        }

        // An initializer may also be listed as an input (it must be, before IR version 4): the same value, not a second one.
        HashSet<string> initializers = new(StringComparer.Ordinal);
        foreach (string name in graph.Initializer.Select(tensor => tensor.Name)
            .Concat(graph.SparseInitializer.Select(sparse => sparse.Values?.Name ?? "")))
        {
            if (name.Length == 0)
            {
                throw Malformed("The graph has an initializer without a name");
            }

            if (!initializers.Add(name))
            {
                throw Malformed($"The graph has two initializers named '{name}'");
            }
        }

        inputs.UnionWith(initializers);
        return inputs;
    }

    private static Dictionary<string, int> Producers(GraphProto graph, HashSet<string> given)
    {
        Dictionary<string, int> producers = new(StringComparer.Ordinal);
        for (int index = 0; index < graph.Node.Count; index++)
        {
            NodeProto node = graph.Node[index];
            foreach (string output in node.Output.Where(name => name.Length > 0))
            {
                if (given.Contains(output))
                {
                    throw Malformed($"The value '{output}' is produced by {NodeText.Describe(node)} but is also an input or initializer of the graph");
                }

                if (!producers.TryAdd(output, index))
                {
                    throw Malformed(
                        $"The value '{output}' is produced twice: by {NodeText.Describe(graph.Node[producers[output]])} and by {NodeText.Describe(node)}");
                }
            }
        }

        return producers;
    }

    // Kahn's algorithm; of the nodes that are ready the one that came first in the file goes first, so a sorted graph stays as it is.
    private static int[] Sort(GraphProto graph, Dictionary<string, int> producers, Predicate<string> isGiven)
    {
        int count = graph.Node.Count;
        List<int>[] dependents = new List<int>[count];
        int[] waitingFor = new int[count];
        for (int index = 0; index < count; index++)
        {
            foreach (int producer in DependenciesOf(graph.Node[index], producers, isGiven))
            {
                (dependents[producer] ??= []).Add(index);
                waitingFor[index]++;
            }
        }

        PriorityQueue<int, int> ready = new();
        for (int index = 0; index < count; index++)
        {
            if (waitingFor[index] == 0)
            {
                ready.Enqueue(index, index);
            }
        }

        List<int> order = new(count);
        while (ready.TryDequeue(out int index, out _))
        {
            order.Add(index);
            foreach (int dependent in dependents[index] ?? [])
            {
                if (--waitingFor[dependent] == 0)
                {
                    ready.Enqueue(dependent, dependent);
                }
            }
        }

        return order.Count == count ? [.. order] : throw Cycle(graph, producers, waitingFor);
    }

    private static HashSet<int> DependenciesOf(NodeProto node, Dictionary<string, int> producers, Predicate<string> isGiven)
    {
        HashSet<int> dependencies = [];
        foreach (string name in Subgraphs.ValuesRead(node))
        {
            if (producers.TryGetValue(name, out int producer))
            {
                dependencies.Add(producer);
            }
            else if (!isGiven(name))
            {
                throw Malformed($"The value '{name}', read by {NodeText.Describe(node)}, is produced by no node and is neither an input nor an initializer");
            }
        }

        return dependencies;
    }

    private static RsdtrException Cycle(GraphProto graph, Dictionary<string, int> producers, int[] waitingFor)
    {
        // Going back from a node that never became ready, always to one that did not either, must come to the same node again.
        int index = Array.FindIndex(waitingFor, waiting => waiting > 0);
        string value = "";
        for (HashSet<int> visited = []; visited.Add(index);)
        {
            value = Subgraphs.ValuesRead(graph.Node[index])
                .First(name => producers.TryGetValue(name, out int producer) && waitingFor[producer] > 0);
            index = producers[value];
        }

        return Malformed($"The graph has a cycle: {NodeText.Describe(graph.Node[index])} depends on itself by way of the value '{value}'");
    }

    private static RsdtrException Malformed(string what) =>
        new(ModelDiagnostics.MalformedGraph, $"{what}: export the model again.");
}
