using System.Numerics;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// How a chain runs: the stages that it stores, some neighbours of them merged. Written like the layout, with a plus where two stages are
/// merged: <c>C|ij+T</c> stores three stages and runs two, C and ijT.
/// </summary>
internal readonly record struct ChainPlan
{
    /// <summary>A plan.</summary>
    /// <param name="stored">The stages that are stored.</param>
    /// <param name="merges">Which neighbours run as one; those that the layout has no stages for are left out.</param>
    public ChainPlan(ChainLayout stored, ChainMerges merges)
    {
        Stored = stored;
        Merges = merges & (ChainMerges)((1 << (stored.StageCount - 1)) - 1);
    }

    /// <summary>The stages that are stored.</summary>
    public ChainLayout Stored { get; }

    /// <summary>Which neighbours run as one.</summary>
    public ChainMerges Merges { get; }

    /// <summary>The stages that run. The merged pair of a 1x1 kernel is the dense <c>CijT</c>.</summary>
    public ChainLayout Running => Stored.Merge(Merges);

    /// <summary>Whether all stages run as one, the dense layer.</summary>
    public bool IsDense => Running.StageCount == 1;

    /// <summary>The first and the last stored stage of one that runs.</summary>
    /// <param name="stage">Which stage that runs, from 0.</param>
    public (int First, int Last) Range(int stage)
    {
        int first = 0;
        int last = LastOf(first);
        for (int before = 0; before < stage; before++)
        {
            first = last + 1;
            last = LastOf(first);
        }

        return (first, last);
    }

    /// <summary>The widths between the stages that run.</summary>
    /// <param name="widths">The widths between those that are stored.</param>
    public IReadOnlyList<int> Widths(IReadOnlyList<int> widths)
    {
        ChainPlan plan = this;
        return Merges == ChainMerges.None ? widths : [.. widths.Where((_, stage) => !plan.IsMergedAfter(stage))];
    }

    /// <summary>The letters of the modes of a stage that runs: those of its stored stages one after the other.</summary>
    /// <param name="stage">Which stage that runs, from 0.</param>
    public string TextOf(int stage)
    {
        (int first, int last) = Range(stage);
        return string.Concat(Enumerable.Range(first, last - first + 1).Select(Stored.TextOf));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        ChainPlan plan = this;
        return string.Concat(Enumerable.Range(0, Stored.StageCount).Select(stage =>
            plan.Stored.TextOf(stage) + (stage == plan.Stored.StageCount - 1 ? "" : plan.IsMergedAfter(stage) ? "+" : "|")));
    }

    /// <summary>How many of the merges lie before a stage.</summary>
    internal static int MergesBefore(ChainMerges merges, int stage) => BitOperations.PopCount((uint)merges & ((1u << stage) - 1));

    private bool IsMergedAfter(int stage) => ((int)Merges & (1 << stage)) != 0;

    private int LastOf(int first)
    {
        int last = first;
        while (IsMergedAfter(last))
        {
            last++;
        }

        return last;
    }
}
