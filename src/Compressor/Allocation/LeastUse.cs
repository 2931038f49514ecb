using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// The least that any choice of candidates makes of each figure, and who holds it. For sums it is exact: each layer's least, and what
/// no layer can change. For the peak of activations it is the highest of the layers' lowest peaks and of the other nodes' moments.
/// </summary>
internal sealed class LeastUse
{
    private const int MostHolders = 3;
    private const string Unfactorized = "no allowed factorization is smaller";

    private readonly IReadOnlyList<NetworkLayer> _layers;
    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _candidates;
    private readonly ModelCost _cost;

    /// <summary>Prepares figures.</summary>
    /// <param name="layers">The convolution layers.</param>
    /// <param name="candidates">Each one's candidates.</param>
    /// <param name="cost">The network's figures with all layers dense.</param>
    public LeastUse(IReadOnlyList<NetworkLayer> layers, IReadOnlyList<IReadOnlyList<LayerCandidate>> candidates, ModelCost cost)
    {
        _layers = layers;
        _candidates = candidates;
        _cost = cost;
    }

    /// <summary>The fewest parameters.</summary>
    public LeastFigure Parameters()
    {
        long least = _cost.Parameters;
        List<FigureHolder> holders = [.. Others(layer => layer.Parameters)];
        for (int index = 0; index < _layers.Count; index++)
        {
            NetworkLayer layer = _layers[index];
            LayerCandidate smallest = _candidates[index].MinBy(candidate => candidate.Parameters)!;
            least += smallest.Parameters - layer.Parameters;
            // What is stored for a kernel that nodes compute is not the kernel.
            holders.Add(Holder(layer, smallest, layer.DenseReason is null ? smallest.Parameters : Stored(layer)));
        }

        return Figure(least, holders);
    }

    /// <summary>The fewest FLOPs; null where some layer's are unknown.</summary>
    public LeastFigure? Flops()
    {
        if (_cost.Macs is not { } macs)
        {
            return null;
        }

        List<FigureHolder> holders = [.. Others(layer => layer.Flops ?? 0)];
        for (int index = 0; index < _layers.Count; index++)
        {
            LayerCandidate cheapest = _candidates[index].MinBy(candidate => candidate.Macs ?? 0)!;
            macs += (cheapest.Macs ?? 0) - (_layers[index].Macs ?? 0);
            holders.Add(Holder(_layers[index], cheapest, ConvolutionCost.Flops(cheapest.Macs ?? 0)));
        }

        return Figure(ConvolutionCost.Flops(macs), holders);
    }

    /// <summary>The least time, in nanoseconds.</summary>
    /// <param name="times">The times of the network.</param>
    public LeastFigure Nanoseconds(NetworkTimes times)
    {
        LayerCandidate[] fastest = [.. _candidates.Select(candidates => candidates.MinBy(candidate => candidate.Nanoseconds)!)];
        double layers = fastest.Sum(candidate => candidate.Nanoseconds);
        double least = 1e3 * times.WithLayers(layers / 1e3);
        // Of a whole that takes less than its layers by themselves each has its share.
        double share = layers > least ? least / layers : 1;
        return Figure(
            (long)Math.Round(least), _layers.Zip(fastest, (layer, candidate) => Holder(layer, candidate, (long)Math.Floor(share * candidate.Nanoseconds))));
    }

    /// <summary>The lowest peak of activation memory; null where a size is unknown.</summary>
    /// <param name="timeline">What is alive while each node runs.</param>
    public LeastFigure? Peak(ActivationTimeline? timeline)
    {
        if (timeline is null || timeline.Nodes.Count == 0)
        {
            return null;
        }

        HashSet<NodeProto> convolutions = new(_layers.SelectMany(layer => layer.Nodes), ReferenceEqualityComparer.Instance);
        FigureHolder highest = new("", -1, null);
        for (int step = 0; step < timeline.Nodes.Count; step++)
        {
            NodeProto node = timeline.Nodes[step];
            if (!convolutions.Contains(node) && timeline.Alive[step] > highest.Figure)
            {
                highest = new FigureHolder(NodeText.NameOf(node), timeline.Alive[step], $"a {node.OpType}, which stays as it is");
            }
        }

        for (int index = 0; index < _layers.Count; index++)
        {
            LayerCandidate lowest = _candidates[index].MinBy(candidate => _layers[index].Peak(candidate.InnerValues) ?? 0)!;
            if (_layers[index].Peak(lowest.InnerValues) is { } peak && peak > highest.Figure)
            {
                highest = Holder(_layers[index], lowest, peak);
            }
        }

        return new LeastFigure(highest.Figure, [highest], 0);
    }

    /// <summary>The parameters and MACs that no kernel of the layers' shapes goes below at any error, the rest of the network included.</summary>
    public (long Parameters, long? Flops) AtAnyError()
    {
        long parameters = _cost.Parameters;
        long? macs = _cost.Macs;
        foreach (NetworkLayer layer in _layers.Where(layer => layer.Shape is not null))
        {
            (long leastParameters, long leastMacs) = RankOne(layer);
            parameters -= Math.Max(0, layer.Parameters - leastParameters);
            macs -= Math.Max(0, (layer.Macs ?? 0) - leastMacs);
        }

        return (parameters, macs is { } least ? ConvolutionCost.Flops(least) : null);
    }

    // Every rank 1: a vector for each mode.
    private static (long Parameters, long Macs) RankOne(NetworkLayer layer)
    {
        KernelShape shape = layer.Shape!.Value;
        bool isPair = shape is { Height: 1, Width: 1 };
        IReadOnlyList<ChainLayout> layouts = isPair ? [ChainLayout.Pair] : ChainLayout.Spatial;
        return (
            isPair ? shape.OutputChannels + shape.InputChannels : new RingRanks(1, 1, 1, 1).Storage(shape),
            layer.MacsOf(size => layouts.Min(layout =>
                ConvolutionCost.ChainMacs(size, layout, [.. Enumerable.Repeat(1, layout.StageCount - 1)]))) ?? 0);
    }

    private IEnumerable<FigureHolder> Others(Func<LayerCost, long> figure)
    {
        HashSet<string> convolutions = [.. _layers.SelectMany(layer => layer.Nodes).Select(NodeText.NameOf)];
        return _cost.Layers.Where(layer => !convolutions.Contains(layer.Name))
            .Select(layer => new FigureHolder(layer.Name, figure(layer), $"a {layer.OpType}, which stays as it is"));
    }

    private long Stored(NetworkLayer layer)
    {
        HashSet<string> nodes = [.. layer.Nodes.Select(NodeText.NameOf)];
        return _cost.Layers.Where(cost => nodes.Contains(cost.Name)).Sum(cost => cost.Parameters);
    }

    private static FigureHolder Holder(NetworkLayer layer, LayerCandidate least, long figure) =>
        new(layer.Name, figure, layer.DenseReason ?? (least.IsDense ? Unfactorized : null));

    private static LeastFigure Figure(long least, IEnumerable<FigureHolder> holders)
    {
        // In the order of execution where figures are equal.
        FigureHolder[] largest = [.. holders.Where(holder => holder.Figure > 0).OrderByDescending(holder => holder.Figure).Take(MostHolders)];
        return new LeastFigure(least, largest, least - largest.Sum(holder => holder.Figure));
    }
}
