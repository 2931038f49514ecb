using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Which stored tensors are weights: those that a layer reads as its kernel, matrix, bias or scale, and those that nodes over constants make one of: the cores and stages
/// of factorized layers. Other stored numbers (anchors, limits, means, sizes) are part of what the network is, and stay.
/// </summary>
internal static class WeightTensors
{
    /// <summary>The float32 initializers that are weights of what some values depend on, in the file's order.</summary>
    /// <param name="graph">A graph without Constant nodes.</param>
    /// <param name="values">The values that the loss is computed from.</param>
    public static IReadOnlyList<TensorProto> Find(OnnxGraph graph, IEnumerable<string> values)
    {
        HashSet<string> needed = new(values, StringComparer.Ordinal);
        HashSet<string> found = new(StringComparer.Ordinal);

        // Readers come after producers, so that one pass from the end knows both what is needed and what makes a weight.
        foreach (NodeProto node in graph.Nodes.Reverse())
        {
            bool makesWeight = node.Output.Any(found.Contains);
            if (!makesWeight && !node.Output.Any(needed.Contains))
            {
                continue;
            }

            needed.UnionWith(Subgraphs.ValuesRead(node));
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (graph.IsConstant(node.Input[input]) && (makesWeight || IsWeight(graph, node, input)))
                {
                    found.Add(node.Input[input]);
                }
            }
        }

        return [.. graph.Proto.Initializer.Where(tensor => found.Contains(tensor.Name) && tensor.DataType == (int)TensorProto.Types.DataType.Float)];
    }

    private static bool IsWeight(OnnxGraph graph, NodeProto node, int input) => OperatorDomain.IsDefault(node.Domain) && node.OpType switch
    {
        "Conv" or "ConvTranspose" => input is 1 or 2,
        "Gemm" or "MatMul" => true,
        "BatchNormalization" => input is 1 or 2,
        "PRelu" => input == 1,

        // The bias of a layer that is written as a node of its own.
        "Add" => graph.Producer(node.Input[1 - input]) is { OpType: "Conv" or "ConvTranspose" or "Gemm" or "MatMul" },
        _ => false,
    };
}
