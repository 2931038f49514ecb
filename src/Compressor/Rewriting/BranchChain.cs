using System.Globalization;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// Branches between two 1x1 convolutions: three convolutions over three stored kernels, the middle one with a group for each branch, or one for each
/// filter of the branches; or the dense convolution over their product, which is made when the model is loaded.
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
        (long channels, long features, int offsets) = (shape.InputChannels, size.Branches * size.Outputs, shape.Height * shape.Width);
        FoldedValue Store(int stage, IReadOnlyList<double> numbers, params long[] sizes) => new(
            InitializerPlacement.Add(graph, $"{weight}/{layout.TextOf(stage)}", sizes, [.. numbers.Select(number => (float)number)]), sizes);

        if (!factors.RunsDense && size.RunsSplit)
        {
            // Channels come filter by filter, not branch by branch.
            double[] filters = ByFilter(factors.Filters, size, offsets);
            int each = size.Branches * offsets;
            string[] parts =
            [
                .. Enumerable.Range(0, size.Outputs).Select(filter => InitializerPlacement.Add(
                    graph, string.Create(CultureInfo.InvariantCulture, $"{weight}/{layout.TextOf(1)}{filter}"), [size.Branches, 1, shape.Height, shape.Width],
                    Array.ConvertAll(filters[(filter * each)..((filter + 1) * each)], number => (float)number))),
            ];
            return
            [
                Stage(0, Store(0, factors.Channels, size.Branches, channels, 1, 1), group: 1),
                ChainStage.Of(layout, 1, shape, parts, size.Branches),
                Stage(2, Store(2, ByFilter(factors.Outputs, size, 1), shape.OutputChannels, features, 1, 1), group: 1),
            ];
        }

        if (!factors.RunsDense)
        {
            return
            [
                Stage(0, Store(0, factors.Channels, size.Branches, channels, 1, 1), group: 1),
                Stage(1, Store(1, factors.Filters, features, 1, shape.Height, shape.Width), size.Branches),
                Stage(2, Store(2, factors.Outputs, shape.OutputChannels, features, 1, 1), group: 1),
            ];
        }

        // Of each branch b the features f.
        FoldedValue kernel = KernelContraction.Add(
            new FoldedNodes(graph, firstNode), $"{weight}/{ChainLayout.Of(factors.Cuts).TextOf(0)}", "tcij",
            new KernelFactor("bc", Store(0, factors.Channels, size.Branches, channels)),
            new KernelFactor("bfij", Store(1, factors.Filters, size.Branches, size.Outputs, shape.Height, shape.Width)),
            new KernelFactor("tbf", Store(2, factors.Outputs, shape.OutputChannels, size.Branches, size.Outputs)));
        return [ChainStage.Of(ChainLayout.Of(factors.Cuts), 0, shape, kernel.Name, group: 1)];

        ChainStage Stage(int stage, FoldedValue kernel, int group) => ChainStage.Of(layout, stage, shape, kernel.Name, group);
    }

    // [rows, w, b, block] to [rows, b, w, block].
    private static double[] ByFilter(IReadOnlyList<double> numbers, BranchSize size, int block)
    {
        double[] ordered = new double[numbers.Count];
        for (int to = 0; to < ordered.Length; to++)
        {
            int within = to % block;
            int branch = to / block % size.Branches;
            int filter = to / block / size.Branches % size.Outputs;
            int row = to / block / size.Branches / size.Outputs;
            ordered[to] = numbers[(((((row * size.Branches) + branch) * size.Outputs) + filter) * block) + within];
        }

        return ordered;
    }
}
