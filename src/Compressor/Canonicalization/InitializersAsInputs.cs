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
    // Which inputs of an operator hold what the network has learned.
    private static readonly Dictionary<string, (int First, int Last)> Weights = new(StringComparer.Ordinal)
    {
        ["Conv"] = (1, 2),
        ["ConvTranspose"] = (1, 2),
        ["Gemm"] = (1, 2),
        ["MatMul"] = (1, 1),
        ["BatchNormalization"] = (1, 4),
        ["InstanceNormalization"] = (1, 2),
        ["GroupNormalization"] = (1, 2),
        ["LayerNormalization"] = (1, 2),
        ["PRelu"] = (1, 1),
        ["LSTM"] = (1, 3),
        ["GRU"] = (1, 3),
        ["RNN"] = (1, 3),
    };

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
            listed.IntersectWith(BehindWeights(graph));
        }

        return listed;
    }

    // What nodes read as weights, and what is behind it where nodes make it of constants.
    private static HashSet<string> BehindWeights(OnnxGraph graph)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<string> open = new(graph.Nodes.SelectMany(node => WeightsOf(graph, node)).Where(graph.IsConstant));
        while (open.TryPop(out string? value))
        {
            if (found.Add(value) && graph.Producer(value) is { } producer)
            {
                foreach (string read in Subgraphs.ValuesRead(producer))
                {
                    open.Push(read);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> WeightsOf(OnnxGraph graph, NodeProto node)
    {
        if (!OperatorDomain.IsDefault(node.Domain))
        {
            return [];
        }

        // The bias of a layer that has none of its own: a sum behind it.
        return node.OpType == "Add" ? node.Input.Where((_, input) => LayerBias.Is(graph, node, input))
            : Weights.TryGetValue(node.OpType, out (int First, int Last) range) ? node.Input.Take(range.Last + 1).Skip(range.First).Where(input => input.Length > 0)
            : [];
    }
}
