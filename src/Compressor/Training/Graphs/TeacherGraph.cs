using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>The teacher with the values that the loss needs as its only outputs.</summary>
internal static class TeacherGraph
{
    /// <summary>Makes the graph; nodes that lead to none of the values are gone.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="images">The images of one run.</param>
    /// <param name="values">Names of its values.</param>
    public static OnnxModel Of(TrainingNetwork teacher, long images, IReadOnlyList<string> values)
    {
        (OnnxModel model, _) = teacher.ForBatch(images);
        OnnxGraph graph = model.Graph;
        graph.Proto.Output.Clear();
        graph.Proto.Output.AddRange(values.Select(FloatValue.OfAnyShape));
        graph.Changed();

        HashSet<string> needed = new(values, StringComparer.Ordinal);
        List<NodeProto> unused = [];
        foreach (NodeProto node in graph.Nodes.Reverse())
        {
            if (node.Output.Any(needed.Contains))
            {
                needed.UnionWith(Subgraphs.ValuesRead(node));
            }
            else
            {
                unused.Add(node);
            }
        }

        graph.Remove(unused);
        graph.RemoveUnusedInitializers();
        return model;
    }
}
