using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Shapes.Rules;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>MACs of one node: convolutions and matrix products cost, operators on single elements cost nothing by convention.</summary>
internal static class OperatorCost
{
    private static readonly HashSet<string> NotCosted = new(StringComparer.Ordinal)
    {
        "If", "Loop", "Scan", "LSTM", "GRU", "RNN", "ConvInteger", "QLinearConv", "MatMulInteger", "QLinearMatMul", "DeformConv", "Attention", "DFT", "STFT",
    };

    /// <summary>The MACs of a node, or null with the reason where they cannot be known.</summary>
    /// <param name="node">A node that runs, that is, one that does not depend on constants alone.</param>
    /// <param name="opset">The version of ONNX's operator set.</param>
    /// <param name="shapes">What is known of the values.</param>
    /// <exception cref="OverflowException">The figure does not fit 64 bits.</exception>
    public static (long? Macs, string? UnknownReason) Measure(NodeProto node, long opset, ShapeTable shapes)
    {
        if (!OperatorDomain.IsDefault(node.Domain))
        {
            return (null, $"the operator {node.OpType} of the domain {node.Domain} is not ONNX's own");
        }

        if (NotCosted.Contains(node.OpType))
        {
            return (null, $"the cost of the operator {node.OpType} is not known");
        }

        long? macs = node.OpType switch
        {
            "Conv" => Convolution(node, shapes),
            "ConvTranspose" => TransposedConvolution(node, shapes),
            "Gemm" or "MatMul" => MatrixProduct(node, shapes),
            "Einsum" => Einsum(new ShapeContext(node, opset, shapes)),
            _ => 0,
        };
        return (macs, macs is null ? UnknownShape(node, shapes) : null);
    }

    /// <summary>The shape of a layer's weight, [T, C] of a matrix however it is stored; null where it has none that is known.</summary>
    public static TensorShape? KernelShape(NodeProto node, ShapeTable shapes, Predicate<string> isConstant)
    {
        if (node.OpType is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul") || node.Input.Count < 2 || !isConstant(node.Input[1]))
        {
            return null;
        }

        TensorShape? stored = shapes[node.Input[1]];
        return stored is { Rank: 2 } && FullyConnectedAttributes.Describes(node)
            ? new TensorShape(FullyConnectedAttributes.Read(node).Order(stored[0], stored[1]))
            : stored;
    }

    /// <summary>The MACs of a Gemm or MatMul: output elements times the inner size; null where one is unknown.</summary>
    /// <exception cref="OverflowException">The figure does not fit 64 bits.</exception>
    public static long? MatrixProduct(NodeProto node, ShapeTable shapes)
    {
        if (InputShape(node, shapes, 0) is not { } a || InputShape(node, shapes, 1) is not { } b)
        {
            return null;
        }

        long? inner = node.OpType == "Gemm"
            ? b[node.GetInt("transB", 0) != 0 ? 1 : 0].Value
            : a[a.Rank - 1].Value ?? b[Math.Max(0, b.Rank - 2)].Value;
        return Times(OutputElements(node, shapes), inner);
    }

    private static long? Convolution(NodeProto node, ShapeTable shapes)
    {
        // Output elements * (C / group * kernel): each needs one pass over its window.
        long? window = InputShape(node, shapes, 1)?.TryGetSizes() is { } weight ? ConvolutionCost.DenseMacs(1, weight[1], weight.AsSpan(2), []) : null;
        return Times(OutputElements(node, shapes), window);
    }

    private static long? TransposedConvolution(NodeProto node, ShapeTable shapes)
    {
        // Each input element is multiplied with its channel's part of the weight [C, T/group, kernel...].
        long? part = InputShape(node, shapes, 1)?.TryGetSizes() is { } weight ? ConvolutionCost.DenseMacs(1, weight[1], weight.AsSpan(2), []) : null;
        return Times(InputShape(node, shapes, 0)?.ElementCount, part);
    }

    private static long? Einsum(ShapeContext context)
    {
        TensorShape?[] inputs = [.. Enumerable.Range(0, context.InputCount).Select(context.Shape)];
        if (inputs.Any(shape => shape is null))
        {
            return null;
        }

        // Without knowing the order of contraction: one MAC for each combination of all labels.
        return Arithmetic.Product(EinsumEquation.Parse(context).SizesOf(context, inputs!).Values).Value;
    }

    private static long? OutputElements(NodeProto node, ShapeTable shapes) =>
        node.Output.Count > 0 ? shapes[node.Output[0]]?.ElementCount : null;

    private static TensorShape? InputShape(NodeProto node, ShapeTable shapes, int input) =>
        input < node.Input.Count ? shapes[node.Input[input]] : null;

    private static long? Times(long? left, long? right) => left is { } a && right is { } b ? checked(a * b) : null;

    private static string UnknownShape(NodeProto node, ShapeTable shapes)
    {
        string value = node.Input.Concat(node.Output).FirstOrDefault(name => name.Length > 0 && shapes[name]?.IsFullyKnown != true) ?? NodeText.NameOf(node);
        return $"the shape of '{value}' is {shapes[value]?.ToString() ?? "unknown"}";
    }
}
