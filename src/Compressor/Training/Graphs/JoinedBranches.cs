using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Lets a training step run the branches of a factorized layer, equal convolutions of one value with a Concat behind them, as one convolution with all their filters, where <see cref="MergedConvolutions"/>
/// then makes one of it and a neighbour. Inference has branches because single filters run faster one by one; what is computed and what is trained stays the same.
/// </summary>
internal static class JoinedBranches
{
    /// <summary>Applies the pass.</summary>
    /// <param name="model">A network; changed.</param>
    /// <param name="shapes">The shapes of its values, all sizes known.</param>
    /// <param name="kept">Values inside that must stay.</param>
    /// <returns>How many joins are gone.</returns>
    public static int Apply(OnnxModel model, ShapeTable shapes, IEnumerable<string> kept)
    {
        OnnxGraph graph = model.Graph;
        HashSet<string> stay = new(kept, StringComparer.Ordinal);
        List<NodeProto> removed = [];
        GradientWriter writer = new(graph, model.OpsetVersion() ?? OpsetVersions.Newest);
        int joins = 0;
        foreach (NodeProto join in graph.Nodes.Where(node => node.OpType == "Concat" && OperatorDomain.IsDefault(node.Domain)))
        {
            if (Branches(graph, join, shapes, stay) is { } found && ConvolutionStage.OnlyReader(graph, join.Output[0], shapes, stay) is { Stage.Group: 1 } reader
                && Merges(graph, found.Nodes, found.Joined, reader, shapes, stay))
            {
                writer.Place = NodeText.NameOf(reader.Node);
                Write(writer, found.Nodes, found.Joined, reader.Node, reader.Stage);
                removed.AddRange([.. found.Nodes, join]);
                joins++;
            }
        }

        if (joins > 0)
        {
            writer.Append();
            graph.Remove(removed);
            GraphOrder.CheckAndSort(graph.Proto);
            graph.Changed();
        }

        return joins;
    }

    // Convolutions of one value that differ in nothing but their kernels and that nothing but the join reads, and the convolution that they are together.
    private static (IReadOnlyList<NodeProto> Nodes, ConvolutionStage Joined)? Branches(OnnxGraph graph, NodeProto join, ShapeTable shapes, HashSet<string> stay)
    {
        if (join.Input.Count < 2 || join.GetInt("axis", 0) != 1)
        {
            return null;
        }

        List<NodeProto> nodes = [];
        ConvolutionStage? common = null;
        foreach (string value in join.Input)
        {
            if (stay.Contains(value) || graph.OnlyConsumer(value) != join || graph.Producer(value) is not { } node || nodes.Contains(node) || ConvolutionStage.Of(node, shapes) is not { HasBias: false } stage
                || (common is not null && (node.Input[0] != nodes[0].Input[0] || stage.Outputs != common.Outputs || stage.Group != common.Group || !stage.Axes.SequenceEqual(common.Axes))))
            {
                return null;
            }

            nodes.Add(node);
            common = stage;
        }

        return (nodes, common! with { Outputs = nodes.Count * common.Outputs });
    }

    // Whether the cheapest way to run the chain in which the joined branches would stand merges them with a neighbour.
    private static bool Merges(
        OnnxGraph graph, IReadOnlyList<NodeProto> branches, ConvolutionStage joined, (NodeProto Node, ConvolutionStage Stage) reader, ShapeTable shapes, HashSet<string> stay)
    {
        List<ConvolutionStage> before = [];
        string value = branches[0].Input[0];
        for (int readers = branches.Count; !stay.Contains(value) && !graph.IsOutput(value) && graph.Consumers(value).Count == readers
            && graph.Producer(value) is { } node && ConvolutionStage.Of(node, shapes) is { } stage; readers = 1)
        {
            before.Insert(0, stage);
            value = node.Input[0];
        }

        List<ConvolutionStage> behind = [reader.Stage];
        for (NodeProto? node = reader.Node; ConvolutionStage.OnlyReader(graph, node.Output[0], shapes, stay) is { } next; node = next.Node)
        {
            behind.Add(next.Stage);
        }

        return StageCuts.Cheapest([.. before, joined, .. behind]).Any(piece => piece.First <= before.Count && piece.Last >= before.Count && piece.Last > piece.First);
    }

    // A convolution has the filters of a group side by side, the join those of a branch: outputs (b, g, m) become (g, b, m), and so do the inputs of the reader's kernel.
    private static void Write(GradientWriter writer, IReadOnlyList<NodeProto> branches, ConvolutionStage joined, NodeProto reader, ConvolutionStage readerStage)
    {
        long filters = joined.Outputs / joined.Group / branches.Count;
        long[] behind = [joined.Inputs / joined.Group, .. joined.Axes.Select(axis => axis.Kernel)];
        string kernel = writer.Concat([.. branches.Select(node => writer.Reshape(node.Input[1], [joined.Group, filters, .. behind]))], 1);
        string output = writer.Node(
            "Conv", [branches[0].Input[0], writer.Reshape(kernel, [joined.Outputs, .. behind])], branches[0].Attribute.Select(attribute => attribute.Clone()));

        long[] window = [.. readerStage.Axes.Select(axis => axis.Kernel)];
        string readers = writer.Reshape(reader.Input[1], [readerStage.Outputs, branches.Count, joined.Group, filters, .. window]);
        readers = writer.Transpose(readers, [0, 2, 1, 3, .. Enumerable.Range(4, window.Length).Select(axis => (long)axis)]);
        reader.Input[0] = output;
        reader.Input[1] = writer.Reshape(readers, [readerStage.Outputs, joined.Outputs, .. window]);
    }
}
