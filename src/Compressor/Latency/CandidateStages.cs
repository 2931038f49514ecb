using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The stages that run in a layer's place, as <see cref="Rewriting.ConvolutionChain"/> and <see cref="Rewriting.FullyConnectedPair"/> write them.</summary>
/// <remarks>All functions throw <see cref="OverflowException"/> where a size does not fit 32 bits.</remarks>
internal static class CandidateStages
{
    /// <summary>The layer as it is.</summary>
    /// <param name="size">The sizes of one of its nodes.</param>
    /// <param name="geometry">That node's geometry.</param>
    public static StageShape OfDense(ConvolutionSize size, StageGeometry geometry) => Stage(size, geometry, default, 0, size.InChannels, size.OutChannels, geometry.Groups);

    /// <summary>The stages of a chain, or of a pair.</summary>
    /// <param name="size">The sizes of one of the layer's nodes.</param>
    /// <param name="geometry">That node's geometry.</param>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="widths">The widths between the stages, of all branches together.</param>
    /// <param name="branches">R1 of a ring: the groups of stages that hold neither C nor T.</param>
    public static IReadOnlyList<StageShape> Of(
        ConvolutionSize size, StageGeometry geometry, ChainLayout layout, IReadOnlyList<int> widths, int branches = 1) =>
        Of(size, geometry, layout, [.. widths.Select(width => (long)width)], branches);

    /// <summary>The stages of a ring's execution plan; those within the branches run as a group for each.</summary>
    /// <param name="size">The sizes of one of the layer's nodes.</param>
    /// <param name="geometry">That node's geometry.</param>
    /// <param name="ranks">The ring's ranks.</param>
    /// <param name="cuts">The execution plan.</param>
    public static IReadOnlyList<StageShape> Of(ConvolutionSize size, StageGeometry geometry, RingRanks ranks, ChainCuts cuts) =>
        Of(size, geometry, ChainLayout.Of(cuts), [.. ChainValue.OfRing(ranks, cuts).Select(value => value.Channels)], ranks.R1);

    /// <summary>The stages of branches whose filters run one by one; the join behind those is none.</summary>
    /// <param name="size">The sizes of one of the layer's nodes.</param>
    /// <param name="geometry">That node's geometry.</param>
    /// <param name="branches">The widths.</param>
    public static IReadOnlyList<StageShape> OfSplit(ConvolutionSize size, StageGeometry geometry, BranchSize branches)
    {
        ChainLayout layout = ChainLayout.Of(BranchFactors.StoredCuts);
        StageShape Stage(int stage, long inputs, long outputs, int groups) => CandidateStages.Stage(size, geometry, layout, stage, inputs, outputs, groups);
        return
        [
            Stage(0, size.InChannels, branches.Branches, groups: 1),
            .. Enumerable.Repeat(Stage(1, branches.Branches, branches.Branches, branches.Branches), branches.Outputs),
            Stage(2, (long)branches.Branches * branches.Outputs, size.OutChannels, groups: 1),
        ];
    }

    private static StageShape[] Of(ConvolutionSize size, StageGeometry geometry, ChainLayout layout, long[] widths, int branches)
    {
        StageShape[] stages = new StageShape[layout.StageCount];
        for (int stage = 0; stage < stages.Length; stage++)
        {
            long inputs = stage == 0 ? size.InChannels : widths[stage - 1];
            long outputs = stage == stages.Length - 1 ? size.OutChannels : widths[stage];
            bool isWithinBranches = (layout.ModesOf(stage) & (ChainModes.Channels | ChainModes.Outputs)) == 0;
            stages[stage] = Stage(size, geometry, layout, stage, inputs, outputs, isWithinBranches ? branches : 1);
        }

        return stages;
    }

    // Strides and dilations go with the axis that a stage takes; the positions behind it are the output's.
    private static StageShape Stage(
        ConvolutionSize size, StageGeometry geometry, ChainLayout layout, int stage, long inputs, long outputs, int groups)
    {
        (bool takesRows, bool takesColumns) = (stage == layout.RowStage, stage == layout.ColumnStage);
        (int kernelHeight, int kernelWidth) = (takesRows ? checked((int)size.KernelHeight) : 1, takesColumns ? checked((int)size.KernelWidth) : 1);
        return new StageShape(
            geometry.Kind, checked((int)inputs), checked((int)outputs), groups, kernelHeight, kernelWidth,
            takesRows ? geometry.StrideHeight : 1, takesColumns ? geometry.StrideWidth : 1,
            kernelHeight > 1 ? geometry.DilationHeight : 1, kernelWidth > 1 ? geometry.DilationWidth : 1,
            checked((int)(stage <= layout.RowStage ? size.InputHeight : size.OutputHeight)),
            checked((int)(stage <= layout.ColumnStage ? size.InputWidth : size.OutputWidth)),
            checked((int)(stage >= layout.RowStage ? size.OutputHeight : size.InputHeight)),
            checked((int)(stage >= layout.ColumnStage ? size.OutputWidth : size.InputWidth)));
    }
}
