using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Which stored tensors are weights: those that a layer reads as its kernel, matrix, bias or scale, and those that nodes over constants make one of: the cores and stages
/// of factorized layers. Other stored numbers (anchors, limits, means, sizes, a number that is added to all channels of a layer) are part of what the network is, and stay, a mean or variance also where a layer reads it as its weight, too.
/// </summary>
internal static class WeightTensors
{
    // What makes a weight of stored numbers may take whole ones, too: shapes, axes, places.
    private static readonly HashSet<int> s_real =
    [
        (int)TensorProto.Types.DataType.Float, (int)TensorProto.Types.DataType.Float16, (int)TensorProto.Types.DataType.Bfloat16, (int)TensorProto.Types.DataType.Double,
    ];

    /// <summary>The float32 initializers that are weights of what some values depend on, in the file's order.</summary>
    /// <param name="graph">A graph without Constant nodes.</param>
    /// <param name="values">The values that the loss is computed from.</param>
    public static IReadOnlyList<WeightTensor> Find(OnnxGraph graph, IEnumerable<string> values)
    {
        Dictionary<string, bool> found = Reached(graph, values);
        HashSet<string> statistics = [.. graph.Nodes.Where(IsNormalization).SelectMany(node => node.Input.Skip(3))];
        return
        [
            .. graph.Proto.Initializer.Where(tensor => found.ContainsKey(tensor.Name) && !statistics.Contains(tensor.Name) && tensor.DataType == (int)TensorProto.Types.DataType.Float)
                .Select(tensor => new WeightTensor(tensor, found[tensor.Name] && tensor.Dims.Count > 1)),
        ];
    }

    /// <summary>The names of all weights of a network, of whatever precision and for whichever output, in the file's order.</summary>
    /// <param name="graph">A graph without Constant nodes.</param>
    public static IReadOnlyList<string> Names(OnnxGraph graph)
    {
        Dictionary<string, bool> found = Reached(graph, graph.Proto.Output.Select(output => output.Name));
        return [.. graph.Proto.Initializer.Where(tensor => found.ContainsKey(tensor.Name) && s_real.Contains(tensor.DataType)).Select(tensor => tensor.Name)];
    }

    // The constants that are weights of what some values depend on, and whether weight decay holds them back.
    private static Dictionary<string, bool> Reached(OnnxGraph graph, IEnumerable<string> values)
    {
        HashSet<string> needed = new(values, StringComparer.Ordinal);
        Dictionary<string, bool> found = new(StringComparer.Ordinal);

        // Readers come after producers, so that one pass from the end knows both what is needed and what makes a weight.
        foreach (NodeProto node in graph.Nodes.Reverse())
        {
            bool makesWeight = node.Output.Any(found.ContainsKey);
            bool makesMatrix = node.Output.Any(output => found.GetValueOrDefault(output));
            if (!makesWeight && !node.Output.Any(needed.Contains))
            {
                continue;
            }

            needed.UnionWith(Subgraphs.ValuesRead(node));
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (graph.IsConstant(node.Input[input]) && (makesWeight || IsWeight(graph, node, input)))
                {
                    // What one layer has as its kernel decays, whatever it is to another.
                    bool decays = makesWeight ? makesMatrix : IsMatrix(node, input);
                    found[node.Input[input]] = decays || found.GetValueOrDefault(node.Input[input]);
                }
            }
        }

        return found;
    }

    private static bool IsNormalization(NodeProto node) => node.OpType == "BatchNormalization" && OperatorDomain.IsDefault(node.Domain);

    // Of weights.
    private static bool IsMatrix(NodeProto node, int input) => node.OpType switch
    {
        "Conv" or "ConvTranspose" => input == 1,
        "Gemm" => input < 2,
        _ => node.OpType == "MatMul",
    };

    private static bool IsWeight(OnnxGraph graph, NodeProto node, int input) => OperatorDomain.IsDefault(node.Domain) && node.OpType switch
    {
        "Conv" or "ConvTranspose" => input is 1 or 2,
        "Gemm" or "MatMul" => true,
        "BatchNormalization" => input is 1 or 2,
        "PRelu" => input == 1,

        // The bias of a layer may be written as a node of its own.
        _ => LayerBias.Is(graph, node, input),
    };
}
