using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Layers;

/// <summary>Finds the convolutions and fully connected layers of a network, and says of each whether it can be factorized or why not.</summary>
internal static class LayerFinder
{
    /// <summary>The layers in the order of execution.</summary>
    /// <param name="model">A canonical model: weights are initializers.</param>
    /// <param name="shapes">The shapes of its values, with an open batch taken as 1.</param>
    /// <exception cref="RsdtrException">A weight holds NaN or infinity (RSDTR1006).</exception>
    public static IReadOnlyList<NetworkLayer> Find(OnnxModel model, ShapeTable shapes)
    {
        OnnxGraph graph = model.Graph;
        ActivationTimeline? timeline = ActivationTimeline.Of(graph, shapes).Timeline;
        List<NetworkLayer> layers = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Where(node => !graph.IsConstant(node)))
        {
            if (KindOf(graph, node) is { } kind && seen.Add(node.Input[1]))
            {
                layers.Add(Describe(graph, shapes, timeline, node, kind));
            }
        }

        return layers;
    }

    private static LayerKind? KindOf(OnnxGraph graph, NodeProto node) =>
        node.OpType == "Conv" && OperatorDomain.IsDefault(node.Domain) && node.Input.Count >= 2 ? LayerKind.Convolution
        : FullyConnectedNodes.HasWeight(graph, node) ? LayerKind.FullyConnected
        : null;

    private static NetworkLayer Describe(OnnxGraph graph, ShapeTable shapes, ActivationTimeline? timeline, NodeProto first, LayerKind kind)
    {
        string weight = first.Input[1];
        bool isConvolution = kind == LayerKind.Convolution;
        NodeProto[] nodes = [.. graph.Consumers(weight).Where(node => KindOf(graph, node) == kind && node.Input[1] == weight)];
        long[] stored = shapes[weight]?.TryGetSizes() ?? [];
        long[] weightShape = isConvolution ? stored : FullyConnectedNodes.WeightShape(first, stored);
        ConvolutionSize?[] sizes =
            [.. nodes.Select(node => isConvolution ? ConvolutionNodes.SizeOf(node, shapes, weightShape) : FullyConnectedNodes.SizeOf(node, shapes, weightShape))];
        ConvolutionMemory?[] memory = [.. nodes.Select(node => timeline?.At(node, shapes))];
        string? reason = ReasonToStayDense(graph, nodes, weight, weightShape, kind);
        return new NetworkLayer
        {
            Name = NodeText.NameOf(first),
            Kind = kind,
            Weight = weight,
            Nodes = nodes,
            WeightShape = weightShape,
            Shape = reason is null ? ShapeOf(weightShape) : null,
            Kernel = reason is null ? ReadKernel(graph.Initializer(weight)!, first, kind, weightShape) : [],
            Sizes = Array.TrueForAll(sizes, size => size is not null) ? [.. sizes.Select(size => size!.Value)] : null,
            Memory = Array.TrueForAll(memory, found => found is not null) ? [.. memory.Select(found => found!)] : null,
            Macs = nodes.Aggregate((long?)0, (sum, node) => checked(sum + (isConvolution
                ? ConvolutionNodes.MacsOf(node, shapes, weightShape)
                : FullyConnectedNodes.MacsOf(node, shapes)))),
            DenseReason = reason,
            StoredParameters = new WeightOwners(graph).TakeParameters([weight]),
        };
    }

    private static KernelShape ShapeOf(long[] weight) => weight.Length == 2
        ? new KernelShape((int)weight[0], (int)weight[1], 1, 1)
        : new KernelShape((int)weight[0], (int)weight[1], (int)weight[2], (int)weight[3]);

    private static string? ReasonToStayDense(OnnxGraph graph, NodeProto[] nodes, string weight, long[] weightShape, LayerKind kind)
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

        bool isConvolution = kind == LayerKind.Convolution;
        string? reason = isConvolution
            ? ConvolutionNodes.ReasonToStayDense(nodes, weightShape)
            : FullyConnectedNodes.ReasonToStayDense(nodes, weightShape);
        if (reason is not null)
        {
            return reason;
        }

        // A node may also read its weight twice, as a Gemm whose bias is a matrix.
        bool isReadElsewhere = graph.IsOutput(weight) || graph.Consumers(weight).Count != nodes.Length
            || Array.Exists(nodes, node => node.Input.Count(input => input == weight) > 1);
        return isReadElsewhere ? $"its weight is also used by something that is not a {(isConvolution ? "convolution" : "fully connected layer")}"
            : weightShape.Any(size => size < 1) ? "its weight is empty"
            : null;
    }

    private static float[] ReadKernel(TensorProto tensor, NodeProto node, LayerKind kind, long[] weightShape)
    {
        float[] stored = TensorReader.ToFloats(tensor);
        int bad = Array.FindIndex(stored, number => !float.IsFinite(number));
        if (bad >= 0)
        {
            throw new RsdtrException(
                ModelDiagnostics.NonFiniteWeight,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The weight '{tensor.Name}' {TensorSizes.Format(tensor.Dims)} of {NodeText.Describe(node)} holds {stored[bad]} at element {bad}: export the model again from finite weights."));
        }

        return kind == LayerKind.Convolution ? stored : FullyConnectedAttributes.Read(node).ToKernel(stored, (int)weightShape[0]);
    }
}
