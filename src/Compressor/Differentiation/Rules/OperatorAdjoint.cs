using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>The adjoint of a convolution in its input as one node of the project's own operator (<see cref="InputGradientOperator"/>).</summary>
internal static class OperatorAdjoint
{
    // The weights of an input channel, those of 64 channels and a 3x3 window. With 128 at 28x28 the caches no longer hold a vector of them: 24 ms where ONNX Runtime's convolution took 21.
    private const long MostWeights = 576;

    // An image of dy that is copied.
    private const long MostNumbers = 1 << 20;

    /// <summary>Whether the graph may have it, it can compute the adjoint, and is faster.</summary>
    /// <param name="node">The convolution.</param>
    /// <param name="geometry">Its geometry, the padding in numbers that are less than the window's extents, the steps 1.</param>
    /// <param name="weight">The kernel's sizes.</param>
    public static bool Serves(GradientNode node, ConvolutionAttributes geometry, long[] weight) =>
        node.Writer.UsesOwnOperators && geometry.Rank == 2 && geometry.Group == 1 && weight[2] * weight[3] > 1 && weight[0] * weight[2] * weight[3] <= MostWeights
        && geometry.PadsBegin.Concat(geometry.PadsEnd).All(pad => pad >= 0)
        && node.SizesFrom(0, 2) is { } sizes && weight[0] * (sizes[0] + geometry.Extent(0)) * (sizes[1] + geometry.Extent(1)) <= MostNumbers;

    /// <summary>Writes the node.</summary>
    public static string Write(GradientNode node, ConvolutionAttributes geometry) =>
        node.Writer.OwnNode(InputGradientOperator.OpType, [node.Gradient, node.Input(1)], 1, WindowAttributes.Of(geometry).Write())[0];
}
