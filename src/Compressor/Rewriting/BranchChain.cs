using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// Branches between two 1x1 convolutions: three convolutions over three stored kernels, the middle one with a group for each branch; or the
/// dense convolution over their product, which is made when the model is loaded.
/// </summary>
internal static class BranchChain
{
    /// <summary>Stores the stages' kernels and says which stages run over them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstNode">The first convolution that reads the weight: nodes over initializers go before it.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The branches.</param>
    public static ChainStage[] Store(OnnxGraph graph, NodeProto firstNode, string weight, BranchFactors factors)
    {
        (KernelShape shape, BranchSize size) = (factors.Shape, factors.Size);
        ChainLayout layout = ChainLayout.Of(BranchFactors.StoredCuts);
        (long channels, long features, long offsets) = (shape.InputChannels, size.Branches * size.Outputs, shape.Height * shape.Width);
        FoldedValue Store(int stage, IReadOnlyList<double> numbers, params long[] sizes) => new(
            InitializerPlacement.Add(graph, $"{weight}/{layout.TextOf(stage)}", sizes, [.. numbers.Select(number => (float)number)]), sizes);

        if (!factors.RunsDense)
        {
            return
            [
                Stage(0, Store(0, factors.Channels, size.Branches, channels, 1, 1), group: 1),
                Stage(1, Store(1, factors.Filters, features, 1, shape.Height, shape.Width), size.Branches),
                Stage(2, Store(2, factors.Outputs, shape.OutputChannels, features, 1, 1), group: 1),
            ];
        }

        // Of each branch (1; c, 1) times (b; 1, i j): what its features are of the patch.
        FoldedNodes nodes = new(graph, firstNode);
        string hint = $"{weight}/{ChainLayout.Of(factors.Cuts).TextOf(0)}";
        FoldedValue patch = nodes.Product(
            hint, Store(0, factors.Channels, size.Branches, 1, channels, 1), Store(1, factors.Filters, size.Branches, size.Outputs, 1, offsets),
            size.Branches, size.Outputs, channels, offsets);
        patch = nodes.Reshape(hint, patch, features, channels * offsets);
        FoldedValue kernel = nodes.Product(
            hint, Store(2, factors.Outputs, shape.OutputChannels, features), patch, shape.OutputChannels, channels * offsets);
        kernel = nodes.Reshape(hint, kernel, shape.OutputChannels, channels, shape.Height, shape.Width);
        return [ChainStage.Of(ChainLayout.Of(factors.Cuts), 0, shape, kernel.Name, group: 1)];

        ChainStage Stage(int stage, FoldedValue kernel, int group) => ChainStage.Of(layout, stage, shape, kernel.Name, group);
    }
}
