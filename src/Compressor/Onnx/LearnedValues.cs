using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>
/// Which constants hold what a network has learned: what nodes read as weights, and what nodes make that of. A state, an image or a threshold that has a default is none, though nodes may
/// compute with it as long as no caller replaces it.
/// </summary>
internal static class LearnedValues
{
    // Which inputs of an operator hold what the network has learned.
    private static readonly Dictionary<string, (int First, int Last)> Weights = new(StringComparer.Ordinal)
    {
        ["Conv"] = (1, 2),
        ["ConvTranspose"] = (1, 2),
        ["Gemm"] = (1, 2),
        ["MatMul"] = (1, 1),
        ["Einsum"] = (0, int.MaxValue - 1),
        ["BatchNormalization"] = (1, 4),
        ["InstanceNormalization"] = (1, 2),
        ["GroupNormalization"] = (1, 2),
        ["LayerNormalization"] = (1, 2),
        ["PRelu"] = (1, 1),
        ["LSTM"] = (1, 3),
        ["GRU"] = (1, 3),
        ["RNN"] = (1, 3),
    };

    // These give numbers that they are given, in another form.
    private static readonly HashSet<string> Forms = new(StringComparer.Ordinal) { "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Cast" };

    /// <summary>Finds them: the values, and those that they are made of.</summary>
    /// <param name="graph">The graph.</param>
    public static HashSet<string> Find(OnnxGraph graph)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        AddBehind(graph, graph.Nodes.SelectMany(WeightsOf), producer => !LayerBias.IsLayer(producer), found);
        // What a layer's output is added to as a bias may as well be a state that the network computes with: only a stored bias in another form is one for sure.
        AddBehind(graph, graph.Nodes.SelectMany(node => BiasesOf(graph, node)), producer => Forms.Contains(producer.OpType) && OperatorDomain.IsDefault(producer.Domain), found);
        return found;
    }

    private static void AddBehind(OnnxGraph graph, IEnumerable<string> values, Predicate<NodeProto> isLookedThrough, HashSet<string> found)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<string> open = new(values.Where(graph.IsConstant));
        while (open.TryPop(out string? value))
        {
            if (seen.Add(value) && graph.Producer(value) is { } producer && isLookedThrough(producer))
            {
                foreach (string read in Subgraphs.ValuesRead(producer))
                {
                    open.Push(read);
                }
            }
        }

        found.UnionWith(seen);
    }

    private static IEnumerable<string> WeightsOf(NodeProto node) =>
        OperatorDomain.IsDefault(node.Domain) && Weights.TryGetValue(node.OpType, out (int First, int Last) range)
            ? node.Input.Take(range.Last + 1).Skip(range.First).Where(input => input.Length > 0)
            : [];

    // The bias of a layer that has none of its own: a sum behind it.
    private static IEnumerable<string> BiasesOf(OnnxGraph graph, NodeProto node) => node.Input.Where((_, input) => LayerBias.Is(graph, node, input));
}
