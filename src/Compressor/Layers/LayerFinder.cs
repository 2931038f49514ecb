using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Layers;

/// <summary>Finds the convolutions of a network, and says of each whether it can be factorized or why not.</summary>
internal static class LayerFinder
{
    /// <summary>The layers in the order of execution.</summary>
    /// <param name="model">A canonical model: weights are initializers.</param>
    /// <param name="shapes">The shapes of its values, with an open batch taken as 1.</param>
    /// <exception cref="RsdtrException">A weight holds NaN or infinity (RSDTR1006).</exception>
    public static IReadOnlyList<NetworkLayer> Find(OnnxModel model, ShapeTable shapes)
    {
        OnnxGraph graph = model.Graph;
        List<NetworkLayer> layers = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Where(node => IsConvolution(node) && !graph.IsConstant(node)))
        {
            if (node.Input.Count >= 2 && seen.Add(node.Input[1]))
            {
                layers.Add(Describe(graph, shapes, node));
            }
        }

        return layers;
    }

    private static bool IsConvolution(NodeProto node) => node.OpType == "Conv" && OperatorDomain.IsDefault(node.Domain);

    private static NetworkLayer Describe(OnnxGraph graph, ShapeTable shapes, NodeProto first)
    {
        string weight = first.Input[1];
        NodeProto[] nodes = [.. graph.Consumers(weight).Where(node => IsConvolution(node) && node.Input[1] == weight)];
        long[] weightShape = shapes[weight]?.TryGetSizes() ?? [];
        ConvolutionSize?[] sizes = [.. nodes.Select(node => SizeOf(node, shapes, weightShape))];
        string? reason = ReasonToStayDense(graph, nodes, weight, weightShape);
        float[] kernel = reason is null ? ReadFinite(graph.Initializer(weight)!, weightShape, first) : [];
        return new NetworkLayer
        {
            Name = NodeText.NameOf(first),
            Weight = weight,
            Nodes = nodes,
            WeightShape = weightShape,
            Shape = reason is null
                ? new KernelShape((int)weightShape[0], (int)weightShape[1], (int)weightShape[2], (int)weightShape[3])
                : null,
            Kernel = kernel,
            Sizes = Array.TrueForAll(sizes, size => size is not null) ? [.. sizes.Select(size => size!.Value)] : null,
            Macs = nodes.Aggregate((long?)0, (sum, node) => sum + DenseMacs(node, shapes, weightShape)),
            DenseReason = reason,
        };
    }

    private static string? ReasonToStayDense(OnnxGraph graph, NodeProto[] nodes, string weight, long[] weightShape)
    {
        if (graph.Initializer(weight) is not { } tensor)
        {
            return graph.Inputs.Any(input => input.Name == weight) ? "its weight is an input of the network"
                : graph.IsConstant(weight) ? "its weight is stored in another form and converted by nodes"
                : "its weight is computed by the network";
        }

        if (tensor.DataType != (int)DataType.Float)
        {
            return $"its weight is {ElementTypes.Name(tensor.DataType)}, not float32";
        }

        if (weightShape.Length != 4)
        {
            int axes = Math.Max(0, weightShape.Length - 2);
            return string.Create(CultureInfo.InvariantCulture, $"it has {axes} spatial {(axes == 1 ? "axis" : "axes")}, not 2");
        }

        if (graph.IsOutput(weight) || graph.Consumers(weight).Count != nodes.Length)
        {
            return "its weight is also used by something that is not a convolution";
        }

        long group = nodes.Max(node => node.GetInt("group", 1));
        if (group > 1)
        {
            return group == weightShape[0] && weightShape[1] == 1
                ? "it is depthwise"
                : string.Create(CultureInfo.InvariantCulture, $"it has {group} groups");
        }

        return weightShape.Any(size => size < 1) ? "its weight is empty" : null;
    }

    private static float[] ReadFinite(TensorProto tensor, long[] shape, NodeProto node)
    {
        float[] kernel = TensorReader.ToFloats(tensor);
        int bad = Array.FindIndex(kernel, number => !float.IsFinite(number));
        return bad < 0
            ? kernel
            : throw new RsdtrException(
                ModelDiagnostics.NonFiniteWeight,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The weight '{tensor.Name}' {TensorSizes.Format(shape)} of {NodeText.Describe(node)} holds {kernel[bad]} at element {bad}: export the model again from finite weights."));
    }

    private static ConvolutionSize? SizeOf(NodeProto node, ShapeTable shapes, long[] weight)
    {
        if (weight.Length != 4 || shapes[node.Input[0]] is not { Rank: 4 } input || shapes[node.Output[0]] is not { Rank: 4 } output
            || input[2].Value is not { } height || input[3].Value is not { } width
            || output[2].Value is not { } outHeight || output[3].Value is not { } outWidth)
        {
            return null;
        }

        long channels = weight[1] * node.GetInt("group", 1);
        return new ConvolutionSize(weight[0], channels, weight[2], weight[3], height, width, outHeight, outWidth);
    }

    private static long? DenseMacs(NodeProto node, ShapeTable shapes, long[] weight)
    {
        if (shapes[node.Output[0]]?.TryGetSizes() is not { Length: > 2 } output || weight.Length < 3)
        {
            return null;
        }

        return ConvolutionCost.DenseMacs(weight[0], weight[1], weight.AsSpan(2), output.AsSpan(2));
    }
}
