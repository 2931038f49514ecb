using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Takes apart what exporters store once because it is equal before any training: scales and variances of ones, biases and means of zeros. Tied they could not be trained from
/// scratch: a mean that several nodes share follows none of their batches, and a variance that is a scale, too, would be trained.
/// </summary>
internal static class NormalizationTies
{
    private static readonly string[] s_parts = ["scale", "bias", "mean", "variance"];

    /// <summary>
    /// Gives each BatchNormalization node scale, bias, mean and variance of its own where they are shared with anything else and hold one number throughout. Values that differ from channel to
    /// channel have been trained: what is tied of them stays tied.
    /// </summary>
    /// <param name="network">The network; it is not changed.</param>
    /// <param name="normalization">By which statistics it is to be trained: by stored ones the ties do no harm.</param>
    /// <returns>A copy, or the network itself where nothing is to be taken apart.</returns>
    public static OnnxModel Undo(OnnxModel network, NormalizationStatistics normalization)
    {
        if (normalization != NormalizationStatistics.Batch)
        {
            return network;
        }

        OnnxModel copy = network.Clone();
        OnnxGraph graph = copy.Graph;
        Dictionary<string, string> origins = Origins(graph);
        Dictionary<string, int> uses = Uses(graph, origins);
        bool isChanged = false;
        foreach (NodeProto node in graph.Nodes.Where(node => node.OpType == "BatchNormalization" && OperatorDomain.IsDefault(node.Domain) && node.Input.Count == 5))
        {
            for (int input = 1; input < node.Input.Count; input++)
            {
                string origin = origins.GetValueOrDefault(node.Input[input], node.Input[input]);
                if (uses[origin] > 1 && graph.Constant(origin) is { } shared && IsFresh(shared))
                {
                    // The last reader keeps what all had.
                    uses[origin]--;
                    node.Input[input] = Store(graph, shared, origin, $"{NodeText.NameOf(node)}.{s_parts[input - 1]}");
                    isChanged = true;
                }
            }
        }

        if (!isChanged)
        {
            return network;
        }

        graph.Changed();
        graph.Remove(graph.Nodes.Where(node => node.Output is [var output] && origins.ContainsKey(output) && !graph.IsUsed(output)));
        graph.RemoveStaleValueInfo();
        return copy;
    }

    // By the outputs of Identity nodes, by which exporters name what is shared, the stored tensors behind them.
    private static Dictionary<string, string> Origins(OnnxGraph graph)
    {
        Dictionary<string, string> origins = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Where(node => node is { OpType: "Identity", Input.Count: 1, Output.Count: 1 } && OperatorDomain.IsDefault(node.Domain)))
        {
            string origin = origins.GetValueOrDefault(node.Input[0], node.Input[0]);
            if (graph.Constant(origin) is not null)
            {
                origins.Add(node.Output[0], origin);
            }
        }

        return origins;
    }

    // How often each stored tensor is read, by its own name or another, by one node or several.
    private static Dictionary<string, int> Uses(OnnxGraph graph, Dictionary<string, string> origins)
    {
        Dictionary<string, int> uses = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Where(node => node.Output is not [var output] || !origins.ContainsKey(output)))
        {
            foreach (string name in Subgraphs.HasSubgraph(node) ? Subgraphs.ValuesRead(node) : node.Input)
            {
                Count(name);
            }
        }

        foreach (ValueInfoProto output in graph.Outputs)
        {
            Count(output.Name);
        }

        return uses;

        void Count(string name)
        {
            string origin = origins.GetValueOrDefault(name, name);
            uses[origin] = uses.GetValueOrDefault(origin) + 1;
        }
    }

    private static bool IsFresh(TensorProto tensor) =>
        ParameterLayout.IsFloat(tensor) && TensorReader.ToFloats(tensor) is [var first, ..] values && Array.TrueForAll(values, value => value == first);

    private static string Store(OnnxGraph graph, TensorProto shared, string origin, string hint)
    {
        TensorProto own = shared.Clone();
        own.Name = graph.UniqueName(hint);
        graph.AddInitializer(own);

        // Files of IR versions before 4 list each initializer as an input, too.
        if (graph.Proto.Input.FirstOrDefault(input => input.Name == origin)?.Clone() is { } listed)
        {
            listed.Name = own.Name;
            graph.Proto.Input.Add(listed);
        }

        return own.Name;
    }
}
