using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The stages that a node of a layer runs as, dense or as a chain (<see cref="CandidateStages"/>).</summary>
/// <param name="Size">The node's sizes.</param>
/// <param name="Geometry">What its time depends on besides.</param>
internal readonly record struct LayerStages(ConvolutionSize Size, StageGeometry Geometry)
{
    /// <summary>The layer as it is.</summary>
    public StageShape Dense => CandidateStages.OfDense(Size, Geometry);

    /// <summary>The stages of each of a layer's nodes; null where a size is unknown.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A node's attribute is malformed (RSDTR1009).</exception>
    public static IReadOnlyList<LayerStages>? Of(NetworkLayer layer) =>
        layer.Sizes is { } sizes ? [.. layer.Nodes.Zip(sizes, (node, size) => new LayerStages(size, StageGeometry.Of(layer, node)))] : null;

    /// <summary>The stages of a chain.</summary>
    /// <param name="layout">The chain.</param>
    /// <param name="widths">The channels between the stages, of all branches together.</param>
    /// <param name="branches">R1 of a ring: the groups of stages that hold neither C nor T.</param>
    public IReadOnlyList<StageShape> Chain(ChainLayout layout, IReadOnlyList<int> widths, int branches = 1) =>
        CandidateStages.Of(Size, Geometry, layout, widths, branches);

    /// <summary>The stages of a convolution in branches.</summary>
    /// <param name="branches">The widths.</param>
    public IReadOnlyList<StageShape> Branches(BranchSize branches) => branches.RunsSplit
        ? CandidateStages.OfSplit(Size, Geometry, branches)
        : CandidateStages.Of(Size, Geometry, branches.AsRing, BranchFactors.StoredCuts);
}
