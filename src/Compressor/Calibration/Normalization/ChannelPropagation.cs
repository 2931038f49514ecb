using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Calibration.Normalization;

/// <summary>
/// Carries what normalizations say of their outputs on through the graph. What lies behind an operator that is not listed here is
/// unknown until the next normalization.
/// </summary>
/// <remarks>
/// Approximations: channels are normal and do not bear on each other, nor do the two sides of a sum; neighbouring positions are
/// alike, so that pooling, means over positions and padding leave a channel as it is. What counts behind is how
/// channels compare, and there the errors are much the same for all.
/// </remarks>
internal sealed class ChannelPropagation
{
    private readonly OnnxGraph _graph;
    private readonly ShapeTable _shapes;
    private readonly Dictionary<string, ChannelStatistics> _known = new(StringComparer.Ordinal);

    private ChannelPropagation(OnnxGraph graph, ShapeTable shapes)
    {
        _graph = graph;
        _shapes = shapes;
    }

    /// <summary>The channels of all values of which something is known.</summary>
    /// <param name="canonical">The canonical network and what was folded in it.</param>
    /// <param name="shapes">Its shapes.</param>
    public static IReadOnlyDictionary<string, ChannelStatistics> Run(CanonicalModel canonical, ShapeTable shapes)
    {
        ChannelPropagation propagation = new(canonical.Model.Graph, shapes);
        foreach (FoldedBatchNormalization folded in canonical.FoldedBatchNormalizations)
        {
            propagation._known[folded.Output] = new(
                [.. folded.Mean.Select(mean => (double)mean)], [.. folded.Deviation.Select(deviation => (double)deviation * deviation)]);
        }

        if (propagation._known.Count > 0 || canonical.Model.Graph.Nodes.Any(node => node.OpType == "BatchNormalization"))
        {
            foreach (NodeProto node in canonical.Model.Graph.Nodes)
            {
                if (OperatorDomain.IsDefault(node.Domain) && node.Output.Count > 0 && !propagation._known.ContainsKey(node.Output[0])
                    && propagation.Behind(node) is { } statistics && statistics.Mean.Concat(statistics.Variance).All(double.IsFinite))
                {
                    propagation._known[node.Output[0]] = statistics;
                }
            }
        }

        return propagation._known;
    }

    private ChannelStatistics? Behind(NodeProto node) => node.OpType switch
    {
        "BatchNormalization" => Normalized(node),
        "Relu" => Of(node, 0)?.Clip(0, double.PositiveInfinity),
        "LeakyRelu" => Of(node, 0)?.LeakyRelu(node.GetFloat("alpha", 0.01f)),
        "Clip" => Clipped(node),
        "Identity" or "Dropout" or "MaxPool" or "AveragePool" or "GlobalAveragePool" or "GlobalMaxPool" => Of(node, 0),
        "ReduceMean" or "Flatten" or "Reshape" or "Squeeze" => Reshaped(node),
        "Add" => Sum(node),
        "Concat" => Joined(node),
        _ => null,
    };

    private ChannelStatistics? Of(NodeProto node, int input) => node.Input.Count > input ? _known.GetValueOrDefault(node.Input[input]) : null;

    // One that stayed a node: what its own numbers say, as for a folded one.
    private ChannelStatistics? Normalized(NodeProto node) =>
        node.Input.Count == 5 && node.GetInt("training_mode", 0) == 0 && node.GetInt("spatial", 1) == 1
            && Numbers(node.Input[1]) is { } gamma && Numbers(node.Input[2]) is { } beta && gamma.Length == beta.Length
            ? new ChannelStatistics(beta, [.. gamma.Select(scale => scale * scale)])
            : null;

    // The bounds are attributes up to operator set 10, inputs from 11 on.
    private ChannelStatistics? Clipped(NodeProto node)
    {
        double? low = Bound(node, 1, "min", double.NegativeInfinity);
        double? high = Bound(node, 2, "max", double.PositiveInfinity);
        return low <= high ? Of(node, 0)?.Clip(low.Value, high.Value) : null;
    }

    private double? Bound(NodeProto node, int input, string attribute, double none) =>
        node.Input.Count > input && node.Input[input].Length > 0 ? Numbers(node.Input[input]) is [var bound] ? bound : null
        : node.TryGetFloat(attribute) ?? none;

    private ChannelStatistics? Sum(NodeProto node)
    {
        if (node.Input.Count != 2 || !SameShape(node.Input[0], node.Input[1]))
        {
            return null;
        }

        return (Of(node, 0), Of(node, 1)) is ({ } first, { } second) && first.Count == second.Count ? first.Plus(second) : null;
    }

    private ChannelStatistics? Joined(NodeProto node)
    {
        ChannelStatistics?[] parts = [.. node.Input.Select((_, input) => Of(node, input))];
        long axis = node.GetInt("axis", 1);
        bool isAlongChannels = axis == 1 || (axis < 0 && _shapes[node.Output[0]]?.Rank + axis == 1);
        return isAlongChannels && parts.All(part => part is not null) ? ChannelStatistics.Concat(parts!) : null;
    }

    // [N, C, positions] to [N, C] by a mean, or to [N, C positions] by another shape: axis 1 stays axis 1.
    private ChannelStatistics? Reshaped(NodeProto node)
    {
        if (Of(node, 0) is not { } channels || _shapes[node.Input[0]] is not { Rank: > 1 } before || _shapes[node.Output[0]] is not { Rank: > 1 } after
            || before[0] != after[0] || after[1].Value is not { } size || before[1].Value != channels.Count)
        {
            return null;
        }

        bool keepsChannels = size == channels.Count && (node.OpType != "ReduceMean" || channels.Count > 1);
        if (keepsChannels)
        {
            return channels;
        }

        long positions = 1;
        foreach (Dimension dimension in before.Skip(2))
        {
            positions = dimension.Value is { } length ? positions * length : 0;
        }

        return node.OpType != "ReduceMean" && after.Rank == 2 && positions > 0 && size == channels.Count * positions
            ? channels.Repeat((int)positions)
            : null;
    }

    private bool SameShape(string first, string second) =>
        _shapes[first] is { } shape && _shapes[second] is { } other && shape.Rank == other.Rank
        && shape.Skip(1).Zip(other.Skip(1)).All(pair => !pair.First.Contradicts(pair.Second));

    private double[]? Numbers(string value) =>
        _graph.Initializer(value) is { DataType: (int)TensorProto.Types.DataType.Float } tensor
            ? Array.ConvertAll(TensorReader.ToFloats(tensor), number => (double)number)
            : null;
}
