using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Lets a training step run convolutions with nothing between them, the stages of a factorized layer, as one where that is faster: nodes multiply their kernels once a run, whatever the batch, and the
/// gradient of the product flows back through these nodes to each kernel. What is computed and what is trained stays the same. Small layers gain most: their stages are many and thin.
/// </summary>
internal static class MergedConvolutions
{
    /// <summary>Applies the pass.</summary>
    /// <param name="model">A network; changed.</param>
    /// <param name="shapes">The shapes of its values, all sizes known.</param>
    /// <param name="kept">Values inside that must stay.</param>
    /// <returns>How many convolutions are gone.</returns>
    public static int Apply(OnnxModel model, ShapeTable shapes, IEnumerable<string> kept)
    {
        OnnxGraph graph = model.Graph;
        HashSet<string> stay = new(kept, StringComparer.Ordinal);
        HashSet<NodeProto> seen = new(ReferenceEqualityComparer.Instance);
        List<NodeProto> removed = [];
        GradientWriter writer = new(graph, model.OpsetVersion() ?? OpsetVersions.Newest);
        foreach (NodeProto node in graph.Nodes)
        {
            List<(NodeProto Node, ConvolutionStage Stage)> chain = [];
            (NodeProto Node, ConvolutionStage Stage)? next = ConvolutionStage.Of(node, shapes) is { } own ? (node, own) : null;
            while (next is { } link && seen.Add(link.Node))
            {
                chain.Add(link);
                next = ConvolutionStage.OnlyReader(graph, link.Node.Output[0], shapes, stay);
            }

            foreach ((int first, int last) in StageCuts.Cheapest([.. chain.Select(link => link.Stage)]).Where(range => range.Last > range.First))
            {
                Merge(writer, chain.GetRange(first, last - first + 1));
                removed.AddRange(chain.GetRange(first, last - first).Select(link => link.Node));
            }
        }

        if (removed.Count > 0)
        {
            writer.Append();
            graph.Remove(removed);
            GraphOrder.CheckAndSort(graph.Proto);
            graph.Changed();
        }

        return removed.Count;
    }

    private static void Merge(GradientWriter writer, List<(NodeProto Node, ConvolutionStage Stage)> chain)
    {
        (NodeProto first, ConvolutionStage stage) = chain[0];
        NodeProto last = chain[^1].Node;
        writer.Place = NodeText.NameOf(last);
        string kernel = first.Input[1];
        foreach ((NodeProto node, ConvolutionStage next) in chain.Skip(1))
        {
            kernel = Multiply(writer, kernel, stage, node.Input[1], next);
            stage = stage.Then(next)!;
        }

        last.Input[0] = first.Input[0];
        last.Input[1] = kernel;
        last.Attribute.Clear();
        last.Attribute.AddRange(
        [
            NodeBuilder.Ints("kernel_shape", stage.Axes.Select(axis => axis.Kernel)),
            NodeBuilder.Ints("strides", stage.Axes.Select(axis => axis.Stride)),
            NodeBuilder.Ints("dilations", stage.Axes.Select(axis => axis.Dilation)),
            NodeBuilder.Ints("pads", stage.Axes.Select(axis => axis.PadBegin).Concat(stage.Axes.Select(axis => axis.PadEnd))),
            NodeBuilder.Int("group", stage.Group),
        ]);
    }

    // K(t, c, window) = sum over m of second(t, m, its offsets) first(m, c, its offsets), in each group g: (t, offsets; m) times (m; c, offsets).
    private static string Multiply(GradientWriter writer, string firstKernel, ConvolutionStage first, string secondKernel, ConvolutionStage second)
    {
        int rank = first.Axes.Count;
        long groups = Math.Max(first.Group, second.Group);
        long between = first.Outputs / groups;
        long inputs = first.Inputs / first.Group;
        long[] own = [.. first.Axes.Select(axis => axis.Kernel)];
        long[] other = [.. second.Axes.Select(axis => axis.Kernel)];
        long offsets = other.Aggregate(1L, (product, size) => product * size);
        bool splitsOutputs = second.Group > 1;
        long outputs = splitsOutputs ? second.Outputs / groups : second.Outputs;

        // (g; t; m; offsets), where an ungrouped second kernel has its groups of m behind t.
        string left = writer.Reshape(secondKernel, splitsOutputs ? [groups, outputs, between, offsets] : [outputs, groups, between, offsets]);
        left = writer.Transpose(left, splitsOutputs ? [0, 1, 3, 2] : [1, 0, 3, 2]);
        left = writer.Reshape(left, groups, outputs * offsets, between);
        string right = writer.Reshape(firstKernel, groups, between, -1);
        string product = writer.Node("MatMul", [left, right]);

        // (g, t, offsets of the second, c, offsets of the first) to (t, c, offsets), axis by axis; one of each two offsets is the only one.
        product = writer.Reshape(product, [groups, outputs, .. other, inputs, .. own]);
        IEnumerable<long> offsetAxes = Enumerable.Range(0, rank).SelectMany(axis => (long[])[2 + axis, 3 + rank + axis]);
        product = writer.Transpose(product, splitsOutputs ? [0, 1, 2 + rank, .. offsetAxes] : [1, 0, 2 + rank, .. offsetAxes]);
        return writer.Reshape(product, [second.Outputs, first.Group == 1 || splitsOutputs ? inputs : first.Inputs, .. own.Zip(other, (a, b) => a * b)]);
    }
}
