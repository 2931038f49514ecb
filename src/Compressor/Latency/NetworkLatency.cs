using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The time that a whole network is expected to take on a machine: the sum over its nodes.</summary>
/// <remarks>
/// Of one run with one image, as <see cref="ModelCost"/> counts. Convolutions and products take what the machine's model says of them; other nodes take
/// an overhead and what reading and writing memory takes. Nothing is taken by what ONNX Runtime folds or fuses when it loads a model: nodes
/// over initializers, shapes that are known, activations behind convolutions (and on the blocked layout sums behind them), views. Not counted
/// are changes of the memory layout between nodes, and what entering and leaving a run takes; unless the machine has timed this network as a whole, or one
/// that it was compressed from: then what is no convolution or product with a stored weight counts together, as it was measured, and what was timed is
/// given as it was timed.
/// </remarks>
public sealed record NetworkLatency
{
    /// <summary>The nodes that take time and those whose time is unknown, in the order of execution; without those that <see cref="RestMicroseconds"/> stands for.</summary>
    public required IReadOnlyList<NodeLatency> Nodes { get; init; }

    /// <summary>What is unknown and why, one sentence each; empty where all is known.</summary>
    public required IReadOnlyList<string> Unknowns { get; init; }

    /// <summary>The sum; null, never zero, where a node's time is unknown.</summary>
    public required double? Milliseconds { get; init; }

    /// <summary>
    /// The relative error to expect of convolutions and products if all are wrong the same way: the mean of theirs, weighed by time. Null
    /// where the sum is, or where the network has neither.
    /// </summary>
    public required double? RelativeError { get; init; }

    /// <summary>The part of the time of convolutions and products, 0 to 1, that lies outside of what was timed (<see cref="PredictionKind.Extrapolated"/>); 0 where the network has neither.</summary>
    public required double ExtrapolatedShare { get; init; }

    /// <summary>
    /// What the network takes beyond its stages, in microseconds, as measured on the machine (<see cref="ILatencyModel.RestMicroseconds"/>): below 0 where they
    /// took longer by themselves. Null where no network with the same rest was timed.
    /// </summary>
    public double? RestMicroseconds { get; init; }

    /// <summary>How the whole follows from the nodes.</summary>
    internal WholeTime Whole { get; init; } = WholeTime.Sum;

    /// <summary>The machine that the times are for.</summary>
    public required ILatencyModel Machine { get; init; }

    /// <summary>Predicts the time of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="machine">What is known of the machine's speed.</param>
    /// <param name="inputShapes">Shapes of inputs that replace the declared ones, for networks that leave more than the batch open.</param>
    /// <param name="cancellationToken">Stops the work between nodes.</param>
    /// <exception cref="RsdtrException">The graph or a node is not well formed (RSDTR1003, RSDTR1009).</exception>
    public static NetworkLatency Predict(
        OnnxModel model, ILatencyModel machine, IReadOnlyDictionary<string, TensorShape>? inputShapes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(machine);
        ShapeInferenceOptions options = new() { OpenBatch = 1 };
        return Predict(
            model, ShapeInference.Infer(model, inputShapes is null ? options : options with { InputShapes = inputShapes }, cancellationToken), machine, cancellationToken);
    }

    /// <summary>Predicts the time of a model whose shapes are inferred already, with an open batch taken as 1.</summary>
    internal static NetworkLatency Predict(OnnxModel model, ShapeTable shapes, ILatencyModel machine, CancellationToken cancellationToken = default)
    {
        NetworkRest? network = NetworkRest.Of(model.Graph, shapes);
        double? rest = network is null ? null : machine.RestMicroseconds(network.Name);
        WholeTime whole = rest is { } beyond ? new WholeTime(beyond, machine.StageShare(network!.Name)) : WholeTime.Sum;
        NodeTimes times = new(model, shapes, machine);
        List<NodeLatency> nodes = [];
        foreach (NodeProto node in model.Graph.Nodes.Where(node => rest is null || network!.Changes(node)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NodeLatency latency = times.Of(node);
            if (latency.Microseconds != 0)
            {
                nodes.Add(latency);
            }
        }

        double? sum = nodes.Aggregate((double?)0, (total, node) => total + node.Microseconds);
        StagePrediction[] predictions = [.. nodes.Where(node => node.Stage is not null).Select(node => node.Stage!.Value)];
        PredictedTime stages = PredictedTime.Sum(predictions);
        PredictedTime extrapolated = PredictedTime.Sum(predictions.Where(prediction => prediction.Kind == PredictionKind.Extrapolated));
        return new NetworkLatency
        {
            Nodes = nodes,
            Unknowns = [.. nodes.Where(node => node.UnknownReason is not null).Select(node => $"The time of {node.OpType} '{node.Name}' is unknown: {node.UnknownReason}.")],
            Milliseconds = sum is { } all ? whole.Of(all) / 1000 : null,
            RelativeError = sum is not null && stages.Microseconds > 0 ? stages.RelativeError : null,
            ExtrapolatedShare = stages.Microseconds > 0 ? extrapolated.Microseconds / stages.Microseconds : 0,
            RestMicroseconds = rest,
            Whole = whole,
            Machine = machine,
        };
    }
}
