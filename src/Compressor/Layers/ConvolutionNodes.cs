using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Layers;

/// <summary>What there is to know of the Conv nodes that read one weight [T, C / group, spatial sizes].</summary>
internal static class ConvolutionNodes
{
    /// <summary>Why the weight's shape or the nodes' attributes keep the layer dense; null where they do not.</summary>
    public static string? ReasonToStayDense(IReadOnlyList<NodeProto> nodes, long[] weight)
    {
        if (weight.Length != 4)
        {
            int axes = Math.Max(0, weight.Length - 2);
            return string.Create(CultureInfo.InvariantCulture, $"it has {axes} spatial {(axes == 1 ? "axis" : "axes")}, not 2");
        }

        long group = nodes.Max(node => node.GetInt("group", 1));
        if (group > 1)
        {
            return group == weight[0] && weight[1] == 1
                ? "it is depthwise"
                : string.Create(CultureInfo.InvariantCulture, $"it has {group} groups");
        }

        return null;
    }

    /// <summary>
    /// The sizes that a node's cost depends on; null where one is unknown. The images of a batch that the file fixes lie one below the
    /// other: a run works on them all, and every cost grows with the rows.
    /// </summary>
    public static ConvolutionSize? SizeOf(NodeProto node, ShapeTable shapes, long[] weight)
    {
        if (weight.Length != 4 || shapes[node.Input[0]] is not { Rank: 4 } input || shapes[node.Output[0]] is not { Rank: 4 } output
            || input[2].Value is not { } height || input[3].Value is not { } width
            || output[2].Value is not { } outHeight || output[3].Value is not { } outWidth || output[0].Value is not { } batch)
        {
            return null;
        }

        long channels = weight[1] * node.GetInt("group", 1);
        return new ConvolutionSize(weight[0], channels, weight[2], weight[3], checked(batch * height), width, checked(batch * outHeight), outWidth);
    }

    /// <summary>A node's MACs; null where a size is unknown.</summary>
    public static long? MacsOf(NodeProto node, ShapeTable shapes, long[] weight)
    {
        if (shapes[node.Output[0]]?.TryGetSizes() is not { Length: > 2 } output || weight.Length < 3)
        {
            return null;
        }

        return checked(output[0] * ConvolutionCost.DenseMacs(weight[0], weight[1], weight.AsSpan(2), output.AsSpan(2)));
    }
}
