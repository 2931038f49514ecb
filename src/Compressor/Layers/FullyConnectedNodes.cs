using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Layers;

/// <summary>What there is to know of the Gemm and MatMul nodes that read one weight.</summary>
internal static class FullyConnectedNodes
{
    /// <summary>
    /// Whether a node multiplies with a weight: a Gemm always, as a Conv does; a MatMul where its right operand is constant, because a
    /// product of two activations has no weight.
    /// </summary>
    public static bool HasWeight(OnnxGraph graph, NodeProto node) =>
        FullyConnectedAttributes.Describes(node) && (node.OpType == "Gemm" || graph.IsConstant(node.Input[1]));

    /// <summary>[T, C] of a stored matrix; the stored shape where it is no matrix.</summary>
    public static long[] WeightShape(NodeProto node, long[] stored) =>
        stored.Length == 2 ? FullyConnectedAttributes.Read(node).Order(stored[0], stored[1]) : stored;

    /// <summary>Why the weight's shape or the nodes' attributes keep the layer dense; null where they do not.</summary>
    public static string? ReasonToStayDense(IReadOnlyList<NodeProto> nodes, long[] weight)
    {
        if (weight.Length != 2)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its weight has {weight.Length} {(weight.Length == 1 ? "axis" : "axes")}, not 2");
        }

        FullyConnectedAttributes[] attributes = [.. nodes.Select(FullyConnectedAttributes.Read)];
        return Array.Exists(attributes, one => one.TransposesInput) ? "its input is transposed"
            : Array.Exists(attributes, one => one.OutputsFirst != attributes[0].OutputsFirst) ? "its weight is used both as it is and transposed"
            : null;
    }

    /// <summary>The sizes that a node's cost depends on: its rows as the positions of a 1x1 convolution; null where they are unknown.</summary>
    public static ConvolutionSize? SizeOf(NodeProto node, ShapeTable shapes, long[] weight)
    {
        if (weight is not [> 0, > 0] || MacsOf(node, shapes) is not { } macs)
        {
            return null;
        }

        long rows = macs / checked(weight[0] * weight[1]);
        return new ConvolutionSize(weight[0], weight[1], 1, 1, rows, 1, rows, 1);
    }

    /// <summary>A node's MACs; null where a size is unknown.</summary>
    public static long? MacsOf(NodeProto node, ShapeTable shapes) => OperatorCost.MatrixProduct(node, shapes);
}
