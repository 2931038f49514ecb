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
        Dictionary<string, WeightMatrix?> found = Reached(graph, values);
        HashSet<string> statistics = [.. graph.Nodes.Where(IsNormalization).SelectMany(node => node.Input.Skip(3))];
        return
        [
            .. graph.Proto.Initializer.Where(tensor => found.ContainsKey(tensor.Name) && !statistics.Contains(tensor.Name) && tensor.DataType == (int)TensorProto.Types.DataType.Float)
                .Select(tensor => new WeightTensor(tensor, found[tensor.Name])),
        ];
    }

    /// <summary>The names of all weights of a network, of whatever precision and for whichever output, in the file's order.</summary>
    /// <param name="graph">A graph without Constant nodes.</param>
    public static IReadOnlyList<string> Names(OnnxGraph graph)
    {
        Dictionary<string, WeightMatrix?> found = Reached(graph, graph.Proto.Output.Select(output => output.Name));
        return [.. graph.Proto.Initializer.Where(tensor => found.ContainsKey(tensor.Name) && s_real.Contains(tensor.DataType)).Select(tensor => tensor.Name)];
    }

    // The constants that are weights of what some values depend on, and how they are matrices.
    private static Dictionary<string, WeightMatrix?> Reached(OnnxGraph graph, IEnumerable<string> values)
    {
        HashSet<string> needed = new(values, StringComparer.Ordinal);
        Dictionary<string, WeightMatrix?> found = new(StringComparer.Ordinal);
        HashSet<string> matrices = new(StringComparer.Ordinal);

        // Readers come after producers, so that one pass from the end knows both what is needed and what makes a weight.
        foreach (NodeProto node in graph.Nodes.Reverse())
        {
            bool makesWeight = node.Output.Any(found.ContainsKey);
            bool makesMatrix = node.Output.Any(matrices.Contains);
            if (!makesWeight && !node.Output.Any(needed.Contains))
            {
                continue;
            }

            needed.UnionWith(Subgraphs.ValuesRead(node));
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (!graph.IsConstant(node.Input[input]) || !(makesWeight || IsWeight(graph, node, input)))
                {
                    continue;
                }

                // What one layer has as its kernel is one, whatever it is to another; the first layer that has it says how.
                if (makesWeight ? makesMatrix : WeightMatrix.IsReadBy(node, input))
                {
                    _ = matrices.Add(node.Input[input]);
                    if (graph.Initializer(node.Input[input]) is { } tensor && (makesWeight ? WeightMatrix.OfFactor(tensor.Dims) : WeightMatrix.Of(node, input, tensor.Dims)) is { } matrix)
                    {
                        found[node.Input[input]] = matrix;
                        continue;
                    }
                }

                _ = found.TryAdd(node.Input[input], null);
            }
        }

        return found;
    }

    private static bool IsNormalization(NodeProto node) => node.OpType == "BatchNormalization" && OperatorDomain.IsDefault(node.Domain);

    private static bool IsWeight(OnnxGraph graph, NodeProto node, int input) => OperatorDomain.IsDefault(node.Domain) && node.OpType switch
    {
        "Conv" or "ConvTranspose" => input is 1 or 2,
        "Gemm" or "MatMul" or "Einsum" => true,
        "BatchNormalization" => input is 1 or 2,
        "PRelu" => input == 1,

        // The bias of a layer may be written as a node of its own.
        _ => LayerBias.Is(graph, node, input),
    };
}
