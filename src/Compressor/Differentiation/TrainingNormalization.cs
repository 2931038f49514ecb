using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>
/// A network in training: its BatchNormalization nodes normalize by the mean and the variance of the batch (Ioffe and Szegedy, arXiv 1502.03167,
/// algorithm 1). From version 14 of the operator set on the operator does that itself; before, other nodes take its place. A node whose statistics are not
/// stored, or are stored for something else, too, stays as it is.
/// </summary>
/// <param name="Model">The network, with the same inputs and outputs. Its shapes are to be inferred anew.</param>
/// <param name="UpdateOf">
/// By the name of a stored mean or variance the value that it becomes: momentum times what it was and the rest of what the batch has. These values are no outputs,
/// and nothing depends on them.
/// </param>
internal sealed record TrainingNormalization(OnnxModel Model, IReadOnlyDictionary<string, string> UpdateOf)
{
    /// <summary>The first version of the operator set with the attribute training_mode.</summary>
    private const long FirstWithMode = 14;

    /// <summary>Changes a copy of a network.</summary>
    /// <param name="model">The network; it is not changed.</param>
    /// <param name="shapes">Its shapes; a node whose input's rank they do not have stays as it is.</param>
    /// <param name="canChange">Whether a stored mean or variance may follow the batches; null: each may. A node with one that may not stays as it is.</param>
    public static TrainingNormalization Of(OnnxModel model, ShapeTable shapes, Predicate<TensorProto>? canChange = null)
    {
        OnnxModel copy = model.Clone();
        OnnxGraph graph = copy.Graph;
        long opset = copy.OpsetVersion() ?? OpsetVersions.Newest;
        Dictionary<string, string> updates = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Where(node => Stores(graph, node, canChange ?? (_ => true))).ToArray())
        {
            if (opset >= FirstWithMode)
            {
                SetMode(graph, node, updates);
            }
            else if (shapes[node.Input[0]] is { Rank: >= 2 } shape)
            {
                WriteOut(graph, node, opset, shape.Rank, updates);
            }
        }

        GraphOrder.CheckAndSort(graph.Proto);
        graph.Changed();
        return new TrainingNormalization(copy, updates);
    }

    private static bool Stores(OnnxGraph graph, NodeProto node, Predicate<TensorProto> canChange) =>
        node.OpType == "BatchNormalization" && OperatorDomain.IsDefault(node.Domain) && node.Input.Count == 5
        && node.GetInt("training_mode", 0) == 0 && node.GetInt("spatial", 1) != 0 && node.Output.Skip(1).All(name => name.Length == 0 || !graph.IsUsed(name))
        && node.Input.Skip(3).All(name => graph.Initializer(name) is { } stored && canChange(stored) && graph.OnlyConsumer(name) == node && node.Input.Count(input => input == name) == 1);

    private static void SetMode(OnnxGraph graph, NodeProto node, Dictionary<string, string> updates)
    {
        foreach (AttributeProto attribute in node.Attribute.Where(attribute => attribute.Name == "training_mode").ToArray())
        {
            node.Attribute.Remove(attribute);
        }

        node.Attribute.Add(NodeBuilder.Int("training_mode", 1));
        while (node.Output.Count > 1)
        {
            node.Output.RemoveAt(1);
        }

        foreach (string statistic in node.Input.Skip(3).ToArray())
        {
            node.Output.Add(graph.UniqueName($"{statistic}/next"));
            updates.Add(statistic, node.Output[^1]);
            graph.Changed();
        }
    }

    private static void WriteOut(OnnxGraph graph, NodeProto node, long opset, int rank, Dictionary<string, string> updates)
    {
        GradientWriter writer = new(graph, opset) { Place = NodeText.NameOf(node) };
        long[] channels = [-1, .. Enumerable.Repeat(1L, rank - 2)];
        string mean = Mean(node.Input[0]);
        string centred = writer.Subtract(node.Input[0], writer.Reshape(mean, channels));
        string variance = Mean(writer.Multiply(centred, centred));
        string deviation = writer.Node("Sqrt", [writer.Add(variance, writer.Scalar(node.GetFloat("epsilon", 1e-5f)))]);
        string factor = writer.Reshape(writer.Divide(node.Input[1], deviation), channels);
        string result = writer.Add(writer.Multiply(centred, factor), writer.Reshape(node.Input[2], channels));
        float momentum = node.GetFloat("momentum", 0.9f);
        foreach ((string statistic, string current) in ((string, string)[])[(node.Input[3], mean), (node.Input[4], variance)])
        {
            updates.Add(statistic, writer.Add(writer.Scale(statistic, momentum), writer.Scale(current, 1 - momentum)));
        }

        graph.Remove(node);
        writer.Append();
        graph.Producer(result)!.Output[0] = node.Output[0];
        graph.Changed();

        string Mean(string value) => writer.Node(
            "ReduceMean", [value], NodeBuilder.Ints("axes", [0, .. Enumerable.Range(2, rank - 2).Select(axis => (long)axis)]), NodeBuilder.Int("keepdims", 0));
    }
}
