using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The time that a layer takes on a machine, as it is and with whatever may run in its place; all nodes that read its weight together.</summary>
internal sealed class LayerLatency
{
    private readonly ILatencyModel _machine;
    private readonly IReadOnlyList<LayerStages> _nodes;

    private LayerLatency(ILatencyModel machine, IReadOnlyList<LayerStages> nodes)
    {
        _machine = machine;
        _nodes = nodes;
        Dense = Sum(node => [node.Dense]);
    }

    /// <summary>The layer as it is.</summary>
    public PredictedTime Dense { get; }

    /// <summary>The times of a layer; null where its sizes are unknown, or where one of them is 0 or does not fit 32 bits.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A node's attribute is malformed (RSDTR1009).</exception>
    public static LayerLatency? Of(NetworkLayer layer, ILatencyModel machine) =>
        layer.Sizes is { } sizes && sizes.All(IsPredictable)
            ? new LayerLatency(machine, LayerStages.Of(layer)!)
            : null;

    /// <summary>A chain of free stages, or a pair.</summary>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="widths">The widths between the stages.</param>
    public PredictedTime Of(ChainLayout layout, IReadOnlyList<int> widths) => Sum(node => node.Chain(layout, widths));

    /// <summary>A ring run by an execution plan.</summary>
    /// <param name="ranks">The ring's ranks.</param>
    /// <param name="cuts">The execution plan.</param>
    public PredictedTime Of(RingRanks ranks, ChainCuts cuts) => Sum(node => CandidateStages.Of(node.Size, node.Geometry, ranks, cuts));

    /// <summary>A convolution in branches run by an execution plan.</summary>
    /// <param name="size">The widths.</param>
    /// <param name="cuts">The execution plan: that of the stored stages, or none.</param>
    public PredictedTime Of(BranchSize size, ChainCuts cuts)
    {
        if (!size.RunsSplit || cuts == ChainCuts.None)
        {
            return Of(size.AsRing, cuts);
        }

        PredictedTime stages = Sum(node => node.Branches(size));
        return stages with { Microseconds = stages.Microseconds + _nodes.Sum(node => JoinTime(node.Size, size)) };
    }

    /// <summary>What stands for the layer's weight.</summary>
    public PredictedTime Of(FactorizedKernel factors) => factors switch
    {
        RingFactors ring => Of(ring.Ring.Ranks, ring.Cuts),
        ChainFactors chain => Of(chain.Execution.Running, chain.Execution.Widths(chain.Ranks)),
        BranchFactors branches => Of(branches.Size, branches.Cuts),
        _ => throw new ArgumentException($"No stages are known of {factors.GetType().Name}.", nameof(factors)),
    };

    // A join reads and writes all channels of the branches.
    private double JoinTime(ConvolutionSize size, BranchSize branches) => DataMovement.Microseconds(
        _machine, checked(2 * sizeof(float) * (long)branches.Branches * branches.Outputs * size.OutputHeight * size.OutputWidth));

    private static bool IsPredictable(ConvolutionSize size) =>
        new[] { size.OutChannels, size.InChannels, size.KernelHeight, size.KernelWidth, size.InputHeight, size.InputWidth, size.OutputHeight, size.OutputWidth }
            .All(number => number is > 0 and <= int.MaxValue);

    private PredictedTime Sum(Func<LayerStages, IEnumerable<StageShape>> stages) =>
        PredictedTime.Sum(_nodes.SelectMany(stages).Select(_machine.Predict));
}
