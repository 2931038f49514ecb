using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The times of a graph's nodes on a machine.</summary>
/// <param name="model">The model.</param>
/// <param name="shapes">The shapes of its values.</param>
/// <param name="machine">What is known of the machine's speed.</param>
internal sealed class NodeTimes(OnnxModel model, ShapeTable shapes, ILatencyModel machine)
{
    private readonly OnnxGraph _graph = model.Graph;
    private readonly long _opset = model.OpsetVersion() ?? OpsetVersions.Newest;
    private readonly FusedNodes _fused = new(model.Graph, shapes, machine.FusesSums);

    /// <summary>The time of a node, 0 where it does not run by itself.</summary>
    public NodeLatency Of(NodeProto node)
    {
        try
        {
            return !Runs(node) ? Known(node, 0) : NodeStages.Describes(node) ? OfStage(node) : OfOther(node);
        }
        catch (OverflowException)
        {
            return Unknown(node, "its sizes are impossible");
        }
    }

    private bool Runs(NodeProto node) =>
        !_graph.IsConstant(node) && !ActivationMemory.IsView(node) && !_fused.Contains(node)
        && node.Output.Any(name => name.Length > 0 && _graph.IsUsed(name))
        && !node.Output.All(name => name.Length == 0 || shapes.Facts(name).Numbers is not null);

    private NodeLatency OfStage(NodeProto node)
    {
        if (NodeStages.Of(node, shapes) is not { } found)
        {
            return Unknown(node, UnknownShape(node));
        }

        StagePrediction stage = machine.Predict(found.Stage);
        double microseconds = stage.Microseconds + ((found.Count - 1) * Math.Max(0, stage.Microseconds - machine.NodeMicroseconds));
        if (node.OpType == "ConvTranspose")
        {
            microseconds += DataMovement.WithinNode(machine, BytesOf(node)!.Value);
        }

        return Known(node, microseconds) with { Stage = stage with { Microseconds = microseconds } };
    }

    private NodeLatency OfOther(NodeProto node)
    {
        (long? macs, string? reason) = OperatorCost.Measure(node, _opset, shapes);
        return reason is not null ? Unknown(node, reason)
            : macs != 0 ? Unknown(node, $"the time of the operator {node.OpType} is not known")
            : BytesOf(node) is { } bytes ? Known(node, DataMovement.Microseconds(machine, bytes))
            : Unknown(node, UnknownShape(node));
    }

    // What a node reads of activations, and what it writes.
    private long? BytesOf(NodeProto node)
    {
        IEnumerable<string> read = node.Input.Where(name => name.Length > 0 && !_graph.IsConstant(name));
        return read.Concat(node.Output.Where(name => name.Length > 0))
            .Aggregate((long?)0, (sum, name) => checked(sum + ActivationMemory.Bytes(shapes.Facts(name))));
    }

    private string UnknownShape(NodeProto node)
    {
        string? value = node.Input.Concat(node.Output).FirstOrDefault(name => name.Length > 0 && ActivationMemory.Bytes(shapes.Facts(name)) is null);
        return value is null ? "no such stage can be timed" : $"the shape of '{value}' is {shapes[value]?.ToString() ?? "unknown"}";
    }

    private static NodeLatency Known(NodeProto node, double microseconds) =>
        new() { Name = NodeText.NameOf(node), OpType = node.OpType, Microseconds = microseconds };

    private static NodeLatency Unknown(NodeProto node, string reason) =>
        new() { Name = NodeText.NameOf(node), OpType = node.OpType, Microseconds = null, UnknownReason = reason };
}
