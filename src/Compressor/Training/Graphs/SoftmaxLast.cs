using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Moves a Softmax over classes behind the nodes that only drop axes of one position after it, as exporters of fully convolutional classifiers leave them: [images, classes, 1, 1] to
/// Softmax to [images, classes]. The network computes the same, and its scores are the value before its last node, where the loss looks for them.
/// </summary>
internal static class SoftmaxLast
{
    // The first operator set whose Softmax takes one axis; before, it takes all from that one on.
    private const long OneAxis = 13;

    /// <summary>Moves it, where the first output is made so and nothing else reads what lies between.</summary>
    /// <param name="model">The network.</param>
    /// <param name="shapes">The shapes of its values for batches of one size.</param>
    public static void Apply(OnnxModel model, ShapeTable shapes)
    {
        OnnxGraph graph = model.Graph;
        string output = graph.Outputs[0].Name;
        if (shapes[output]?.TryGetSizes() is not [long images, long classes] || Chain(graph, output) is not { } chain)
        {
            return;
        }

        (NodeProto softmax, NodeProto first, NodeProto last) = chain;
        if (shapes[softmax.Input[0]]?.TryGetSizes() is not { Length: > 1 } sizes || !IsOverClasses(softmax, sizes, images, classes, model.OpsetVersion() ?? OneAxis))
        {
            return;
        }

        string scores = graph.UniqueName(output + "/scores");
        first.Input[0] = softmax.Input[0];
        last.Output[0] = scores;
        graph.Remove(softmax);
        graph.Replace(last, last, NodeBuilder.Node(softmax.OpType, softmax.Name, [scores], [output], NodeBuilder.Int("axis", 1)));
    }

    // The Softmax that the output is made by and the first and last node of those behind it; null where there is none, or no node behind it.
    private static (NodeProto Softmax, NodeProto First, NodeProto Last)? Chain(OnnxGraph graph, string output)
    {
        NodeProto? last = graph.Producer(output);
        NodeProto? first = null;
        NodeProto? node = last;
        while (node is { OpType: "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Identity" } && OperatorDomain.IsDefault(node.Domain)
            && !graph.IsOutput(node.Input[0]) && graph.OnlyConsumer(node.Input[0]) is not null)
        {
            first = node;
            node = graph.Producer(node.Input[0]);
        }

        return first is not null && node is { OpType: "Softmax" or "LogSoftmax" } && OperatorDomain.IsDefault(node.Domain) ? (node, first, last!) : null;
    }

    // [images, classes] with axes of size 1 anywhere behind the first, normalized over the classes of each image.
    private static bool IsOverClasses(NodeProto softmax, long[] sizes, long images, long classes, long opset)
    {
        long axis = softmax.GetInt("axis", opset < OneAxis ? 1 : -1);
        axis = axis < 0 ? axis + sizes.Length : axis;
        bool isRow = sizes[0] == images && sizes.Skip(1).Where(size => size != 1).SequenceEqual([classes]);
        return isRow && axis > 0 && (opset < OneAxis ? sizes.Skip((int)axis) : [sizes[axis]]).Aggregate(1L, (product, size) => product * size) == classes;
    }
}
