using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>Nodes of a graph as stages whose time a machine's model knows.</summary>
internal static class NodeStages
{
    /// <summary>Whether a node is one that runs as a stage.</summary>
    public static bool Describes(NodeProto node) =>
        OperatorDomain.IsDefault(node.Domain) && node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" && node.Input.Count >= 2 && node.Output.Count > 0;

    /// <summary>
    /// The stage that a node runs as, and how often; null where a size is unknown, where the arithmetic is empty, or where the kernel has more than two spatial axes.
    /// A kernel or matrix that nodes compute from initializers has the shape that those give it.
    /// </summary>
    /// <param name="node">A node that <see cref="Describes"/> holds for.</param>
    /// <param name="shapes">The shapes of the graph's values.</param>
    /// <exception cref="OverflowException">A size does not fit 32 bits.</exception>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">An attribute is malformed (RSDTR1009).</exception>
    public static (StageShape Stage, long Count)? Of(NodeProto node, ShapeTable shapes)
    {
        if (shapes[node.Input[0]]?.TryGetSizes() is not { } input || shapes[node.Input[1]]?.TryGetSizes() is not { } weight
            || shapes[node.Output[0]]?.TryGetSizes() is not { } output || input.Contains(0) || weight.Contains(0) || output.Contains(0))
        {
            return null;
        }

        return node.OpType switch
        {
            "Conv" => Convolution(node, input, weight, output) is { } stage ? (stage, 1) : null,
            "ConvTranspose" => TransposedConvolution(node, input, weight) is { } stage ? (stage, 1) : null,
            _ => Product(node, shapes, input, weight, output),
        };
    }

    private static StageShape? Convolution(NodeProto node, long[] input, long[] weight, long[] output)
    {
        if (input.Length is not (3 or 4) || weight.Length != input.Length || output.Length != input.Length)
        {
            return null;
        }

        // The images of a batch lie one below the other.
        ConvolutionAttributes attributes = ConvolutionAttributes.Read(node, weight.AsSpan(2));
        ConvolutionSize size = new(
            weight[0], checked(weight[1] * attributes.Group), weight.Length == 4 ? weight[2] : 1, weight[^1],
            checked(input[0] * Height(input)), input[^1], checked(output[0] * Height(output)), output[^1]);
        return CandidateStages.OfDense(size, StageGeometry.Of(attributes));
    }

    // Runs as the product with the kernel [C, T kh kw] at every input position, whose results are then added where they belong.
    private static StageShape? TransposedConvolution(NodeProto node, long[] input, long[] weight)
    {
        if (input.Length is not (3 or 4) || weight.Length != input.Length)
        {
            return null;
        }

        long groups = node.GetInt("group", 1);
        long results = checked(weight[1] * groups * (weight.Length == 4 ? weight[2] : 1) * weight[^1]);
        long height = checked(input[0] * Height(input));
        return CandidateStages.OfDense(
            new ConvolutionSize(results, weight[0], 1, 1, height, input[^1], height, input[^1]),
            new StageGeometry(StageKind.Convolution, Groups: checked((int)groups)));
    }

    private static (StageShape Stage, long Count)? Product(NodeProto node, ShapeTable shapes, long[] input, long[] weight, long[] output)
    {
        if (OperatorCost.MatrixProduct(node, shapes) is not { } macs)
        {
            return null;
        }

        // A matrix for all rows, or one for each of several products.
        long outputs = weight.Length == 1 ? 1 : node.OpType == "Gemm" && node.GetInt("transB", 0) != 0 ? weight[0] : weight[^1];
        long inner = weight.Length == 1 ? weight[0] : node.OpType == "Gemm" && node.GetInt("transB", 0) != 0 ? weight[1] : weight[^2];
        long count = weight.Length <= 2 ? 1 : Math.Max(1, output.Aggregate(1L, (product, size) => product * size) / outputs / (input.Length > 1 ? input[^2] : 1));
        long rows = macs / outputs / inner / count;
        ConvolutionSize size = new(outputs, inner, 1, 1, rows, 1, rows, 1);
        return (CandidateStages.OfDense(size, new StageGeometry(StageKind.FullyConnected)), count);
    }

    private static long Height(long[] sizes) => sizes.Length == 4 ? sizes[2] : 1;
}
