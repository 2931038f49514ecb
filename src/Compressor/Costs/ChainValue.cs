using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>A value that one stage of a chain hands to the next.</summary>
/// <param name="Channels">Its channels, all branches together.</param>
/// <param name="RowsDone">Whether the stride, dilation and padding along the rows are behind it: its height is the output's.</param>
/// <param name="ColumnsDone">Whether those along the columns are: its width is the output's.</param>
internal readonly record struct ChainValue(long Channels, bool RowsDone, bool ColumnsDone)
{
    /// <summary>The values inside a ring's chain: R1 R2 channels after C, R1 R3 after i, R1 R0 after j, where the plan cuts.</summary>
    /// <param name="ranks">The ring's ranks.</param>
    /// <param name="cuts">The execution plan.</param>
    public static IReadOnlyList<ChainValue> OfRing(RingRanks ranks, ChainCuts cuts = ChainCuts.All)
    {
        List<ChainValue> values = [];
        if (cuts.HasFlag(ChainCuts.AfterChannels))
        {
            values.Add(new ChainValue((long)ranks.R1 * ranks.R2, RowsDone: false, ColumnsDone: false));
        }

        if (cuts.HasFlag(ChainCuts.AfterRows))
        {
            values.Add(new ChainValue((long)ranks.R1 * ranks.R3, RowsDone: true, ColumnsDone: false));
        }

        if (cuts.HasFlag(ChainCuts.AfterColumns))
        {
            values.Add(new ChainValue((long)ranks.R1 * ranks.R0, RowsDone: true, ColumnsDone: true));
        }

        return values;
    }

    /// <summary>The values inside a convolution in branches: those of the ring whose plan it runs; split filters give their channels one by one, and joined.</summary>
    /// <param name="size">The widths.</param>
    /// <param name="cuts">The execution plan.</param>
    public static IReadOnlyList<ChainValue> OfBranches(BranchSize size, ChainCuts cuts)
    {
        IReadOnlyList<ChainValue> values = OfRing(size.AsRing, cuts);
        return size.RunsSplit && values.Count > 0 ? [.. values, values[^1]] : values;
    }

    /// <summary>The values inside a chain of free stages: the ranks are their channels.</summary>
    /// <param name="layout">Which modes each stage holds.</param>
    /// <param name="ranks">The widths between the stages.</param>
    public static IReadOnlyList<ChainValue> OfChain(ChainLayout layout, IReadOnlyList<int> ranks) =>
        [.. ranks.Select((rank, stage) => new ChainValue(rank, layout.RowStage <= stage, layout.ColumnStage <= stage))];

    /// <summary>The numbers that the value holds for one image.</summary>
    public long Elements(ConvolutionSize size) =>
        checked(Channels * (RowsDone ? size.OutputHeight : size.InputHeight) * (ColumnsDone ? size.OutputWidth : size.InputWidth));
}
