using RsdtrEdge.Compressor.Onnx;

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
        graph.RemoveUnusedNodes();
        return model;
    }
}
