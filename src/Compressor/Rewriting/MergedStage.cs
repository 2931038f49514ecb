using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The kernel of several neighbouring stages of a free chain as one: their stored kernels, and nodes over them, which ONNX Runtime computes
/// when it loads the model.
/// </summary>
internal static class MergedStage
{
    /// <summary>Stores the stages and adds what multiplies them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstNode">The first convolution that reads the kernel.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The chain.</param>
    /// <param name="first">The first of the stages.</param>
    /// <param name="last">The last of them, behind the first.</param>
    /// <returns>The value that holds the kernel [w_last, w_(first-1), kh or 1, kw or 1].</returns>
    public static string Add(OnnxGraph graph, NodeProto firstNode, string weight, ChainFactors factors, int first, int last)
    {
        ChainLayout layout = factors.Layout;
        bool Holds(int spatial) => layout.HasSpatialModes && spatial >= first && spatial <= last;
        KernelFactor[] stages = [.. Enumerable.Range(first, last - first + 1).Reverse().Select(stage =>
        {
            // The offsets that no stage of them holds are the first one's, of size 1.
            StageSize size = factors.SizeOf(stage);
            string labels = $"{Width(stage + 1)}{Width(stage)}";
            List<long> shape = [size.Outputs, size.Inputs];
            if (Holds(layout.RowStage) ? stage == layout.RowStage : stage == first)
            {
                labels += "i";
                shape.Add(size.Height);
            }

            if (Holds(layout.ColumnStage) ? stage == layout.ColumnStage : stage == first)
            {
                labels += "j";
                shape.Add(size.Width);
            }

            return new KernelFactor(labels, StageChain.Store(graph, weight, factors, stage, [.. shape]));
        })];
        string hint = $"{weight}/{string.Concat(Enumerable.Range(first, last - first + 1).Select(layout.TextOf))}";
        return KernelContraction.Add(new FoldedNodes(graph, firstNode), hint, $"{Width(last + 1)}{Width(first)}ij", stages).Name;
    }

    // The label of the channels before a stage, and after the one before it: a to e.
    private static char Width(int stage) => (char)('a' + stage);
}
