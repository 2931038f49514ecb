using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Rewriting.Loading;

/// <summary>
/// Puts initializers in the place of nodes over a few stored integers, as exporters write the sizes of paddings, slices and reshapes. ONNX Runtime itself computes them.
/// Weights stay as they are stored: nothing that reads or gives floating-point numbers is touched.
/// </summary>
internal static class IntegerConstants
{
    // More than any shape, padding or list of axes takes, and less than the nodes that make it take in the file.
    private const int MostElements = 64;

    /// <summary>Applies the pass.</summary>
    /// <param name="model">The network, which is changed.</param>
    /// <returns>How many values became initializers.</returns>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">ONNX Runtime refuses the nodes (RSDTR1008, RSDTR4003).</exception>
    public static int Fold(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        Dictionary<string, HashSet<NodeProto>> makers = [];
        foreach (NodeProto node in graph.Nodes.Where(graph.IsConstant))
        {
            if (Makers(graph, node, makers) is { } nodes)
            {
                foreach (string output in node.Output.Where(name => name.Length > 0))
                {
                    makers[output] = nodes;
                }
            }
        }

        string[] values = [.. makers.Keys.Where(value => !graph.IsOutput(value) && graph.Consumers(value).Any(reader => !graph.IsConstant(reader)))];
        return values.Length == 0 ? 0 : Replace(model, values, [.. values.SelectMany(value => makers[value]).Distinct()]);
    }

    // The nodes behind a node's outputs with itself; null where they take more than a few integers, or some that the caller may replace, or give no tensor.
    private static HashSet<NodeProto>? Makers(OnnxGraph graph, NodeProto node, Dictionary<string, HashSet<NodeProto>> makers)
    {
        if (Subgraphs.HasSubgraph(node) || SequenceOperators.Contain(node) || node.Attribute.Any(attribute => attribute.T is { } tensor && !IsSmall(tensor)))
        {
            return null;
        }

        HashSet<NodeProto> nodes = new(ReferenceEqualityComparer.Instance) { node };
        foreach (string input in node.Input.Where(name => name.Length > 0))
        {
            if (makers.TryGetValue(input, out HashSet<NodeProto>? behind))
            {
                nodes.UnionWith(behind);
            }
            else if (graph.IsInput(input) || graph.Initializer(input) is not { } tensor || !IsSmall(tensor))
            {
                return null;
            }
        }

        return nodes;
    }

    private static bool IsSmall(TensorProto tensor) =>
        tensor.DataType is (int)TensorProto.Types.DataType.Int64 or (int)TensorProto.Types.DataType.Int32 or (int)TensorProto.Types.DataType.Bool
        && TensorSizes.ElementCount(tensor) <= MostElements;

    private static int Replace(OnnxModel model, string[] values, HashSet<NodeProto> makers)
    {
        OnnxGraph graph = model.Graph;
        using InferenceSession session = ModelSession.Load(
            Excerpt(model, values, makers), new SessionOptions { IntraOpThreads = 1, Optimization = GraphOptimization.None });
        string[] integers = [.. session.Outputs.Where(output => output.ElementType == TensorElementType.Int64).Select(output => output.Name)];
        if (integers.Length == 0)
        {
            return 0;
        }

        // Others are left, texts such as a list of class names among them, which cannot be read here.
        using TensorSet computed = session.Run(new Dictionary<string, Tensor>(), integers);
        List<TensorProto> constants = [];
        foreach (string value in integers)
        {
            Tensor tensor = computed[value];
            if (tensor.Length <= MostElements)
            {
                constants.Add(TensorBuilder.Int64s(value, tensor.Dimensions.AsSpan(), tensor.AsSpan<long>()));
            }
        }

        // A node that also makes something else is left, with its values.
        HashSet<string> names = new(constants.Select(tensor => tensor.Name), StringComparer.Ordinal);
        NodeProto[] replaced = [.. names.Select(name => graph.Producer(name)!).Distinct().Where(node => node.Output.All(names.Contains))];
        HashSet<string> gone = new(replaced.SelectMany(node => node.Output), StringComparer.Ordinal);
        graph.Remove(replaced);
        foreach (TensorProto constant in constants.Where(tensor => gone.Contains(tensor.Name)))
        {
            graph.AddInitializer(constant);
        }

        return gone.Count;
    }

    // The nodes alone, with the initializers that they read.
    private static OnnxModel Excerpt(OnnxModel model, string[] values, HashSet<NodeProto> makers)
    {
        ModelProto excerpt = new() { IrVersion = model.Proto.IrVersion, Graph = new GraphProto { Name = "constants" } };
        excerpt.OpsetImport.AddRange(model.Proto.OpsetImport);
        excerpt.Graph.Node.AddRange(model.Graph.Nodes.Where(makers.Contains));
        HashSet<string> read = new(excerpt.Graph.Node.SelectMany(node => node.Input), StringComparer.Ordinal);
        excerpt.Graph.Initializer.AddRange(model.Proto.Graph.Initializer.Where(tensor => read.Contains(tensor.Name)));
        excerpt.Graph.Output.AddRange(values.Select(value => new ValueInfoProto { Name = value }));
        return new OnnxModel(excerpt);
    }
}
