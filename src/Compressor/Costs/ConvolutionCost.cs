using System.Numerics;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>
/// The arithmetic of convolutions: multiply-accumulate operations (MACs) for one image and stored numbers. The one place for
/// these formulas: search, gate, report and inspection call it. Bias additions and activations are not counted, as is usual.
/// </summary>
/// <remarks>All functions work in 64 bits and throw <see cref="OverflowException"/> where a figure does not fit.</remarks>
internal static class ConvolutionCost
{
    /// <summary>FLOPs of a number of MACs: a multiplication and an addition each.</summary>
    public static long Flops(long macs) => checked(2 * macs);

    /// <summary>MACs of a number of FLOPs, or, of a limit on FLOPs, the most MACs within it; null of null.</summary>
    public static long? Macs(long? flops) => flops / 2;

    /// <summary>The numbers that a dense layer's weight stores: the product of its shape.</summary>
    /// <param name="shape">[T, C / group, kernel sizes] of a convolution, [T, C] of a fully connected layer.</param>
    public static long DenseParameters(IReadOnlyList<long> shape) => Product([.. shape]);

    /// <summary>MACs of a dense or grouped convolution over any number of spatial axes: output positions * T * C/group * kernel.</summary>
    /// <param name="outChannels">T.</param>
    /// <param name="inChannelsPerGroup">C / group.</param>
    /// <param name="kernel">The kernel's sizes.</param>
    /// <param name="outputSizes">The output's spatial sizes.</param>
    public static long DenseMacs(long outChannels, long inChannelsPerGroup, ReadOnlySpan<long> kernel, ReadOnlySpan<long> outputSizes) =>
        checked(Product(outputSizes) * outChannels * inChannelsPerGroup * Product(kernel));

    /// <summary>MACs of the dense two-dimensional convolution: H' W' T C kh kw.</summary>
    public static long DenseMacs(ConvolutionSize size) =>
        DenseMacs(size.OutChannels, size.InChannels, [size.KernelHeight, size.KernelWidth], [size.OutputHeight, size.OutputWidth]);

    /// <summary>
    /// MACs of a ring convolution run in stages. With all cuts: H W C R1 R2 + H' W kh R1 R2 R3 + H' W' kw R1 R3 R0 + H' W' R1 R0 T.
    /// </summary>
    /// <param name="size">The layer.</param>
    /// <param name="ranks">The ring's ranks.</param>
    /// <param name="cuts">The execution plan.</param>
    public static long RingMacs(ConvolutionSize size, RingRanks ranks, ChainCuts cuts = ChainCuts.All) =>
        RingStageMacs(size, ranks, cuts).Aggregate(0L, (sum, macs) => checked(sum + macs));

    /// <summary>MACs of each stage of a ring convolution, in the order of execution; as many as there are cuts, and one.</summary>
    /// <inheritdoc cref="RingMacs"/>
    public static IReadOnlyList<long> RingStageMacs(ConvolutionSize size, RingRanks ranks, ChainCuts cuts = ChainCuts.All)
    {
        List<long> stages = [];
        int begin = 0;
        for (int end = 1; end <= ModeCount; end++)
        {
            bool isCut = end == ModeCount || ((int)cuts & (1 << (end - 1))) != 0;
            if (isCut)
            {
                stages.Add(StageMacs(size, ranks, begin, end));
                begin = end;
            }
        }

        return stages;
    }

    /// <summary>
    /// The execution plan of a ring with the fewest MACs; among equals one with the fewest stages, of those the first in the order of
    /// <see cref="ChainCuts"/>.
    /// </summary>
    public static ChainCuts CheapestCuts(ConvolutionSize size, RingRanks ranks) => CheapestCuts([size], ranks);

    /// <summary>The execution plan with the fewest MACs of several convolutions of one weight together.</summary>
    /// <inheritdoc cref="CheapestCuts(ConvolutionSize, RingRanks)"/>
    public static ChainCuts CheapestCuts(IReadOnlyList<ConvolutionSize> sizes, RingRanks ranks) =>
        Enumerable.Range(0, (int)ChainCuts.All + 1).Select(cuts => (ChainCuts)cuts).MinBy(
            cuts => (sizes.Aggregate(0L, (sum, size) => checked(sum + RingMacs(size, ranks, cuts))), BitOperations.PopCount((uint)cuts)));

    /// <summary>
    /// MACs of a chain of convolutions: each stage at the positions it runs at, output rows from the stage with i on and output columns
    /// from the one with j on.
    /// </summary>
    /// <param name="size">The layer.</param>
    /// <param name="layout">The chain's stages. In C|T the first one takes both strides.</param>
    /// <param name="widths">The widths between the stages.</param>
    public static long ChainMacs(ConvolutionSize size, ChainLayout layout, IReadOnlyList<int> widths)
    {
        long macs = 0;
        for (int stage = 0; stage < layout.StageCount; stage++)
        {
            long inputs = stage == 0 ? size.InChannels : widths[stage - 1];
            long outputs = stage == layout.StageCount - 1 ? size.OutChannels : widths[stage];
            long height = stage >= layout.RowStage ? size.OutputHeight : size.InputHeight;
            long width = stage >= layout.ColumnStage ? size.OutputWidth : size.InputWidth;
            long kernelHeight = stage == layout.RowStage ? size.KernelHeight : 1;
            long kernelWidth = stage == layout.ColumnStage ? size.KernelWidth : 1;
            macs = checked(macs + DenseMacs(outputs, inputs, [kernelHeight, kernelWidth], [height, width]));
        }

        return macs;
    }

    /// <summary>The numbers that a chain of convolutions stores: the sum of its stages' kernels.</summary>
    /// <param name="shape">The kernel that the chain stands for.</param>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="widths">The widths between the stages.</param>
    public static long ChainParameters(KernelShape shape, ChainLayout layout, IReadOnlyList<int> widths)
    {
        long parameters = 0;
        for (int stage = 0; stage < layout.StageCount; stage++)
        {
            parameters = checked(parameters + StageSize.Of(shape, layout, widths, stage).Count);
        }

        return parameters;
    }

    /// <summary>The numbers that a convolution in branches stores: w C + w b kh kw + T w b.</summary>
    /// <param name="shape">The kernel that it stands for.</param>
    /// <param name="size">The widths w and b.</param>
    public static long BranchParameters(KernelShape shape, BranchSize size) => checked(
        ((long)size.Branches * shape.InputChannels)
        + ((long)size.Branches * size.Outputs * shape.Height * shape.Width)
        + ((long)shape.OutputChannels * size.Branches * size.Outputs));

    // The chain contracts the modes C, i, j, T in this order.
    private const int ModeCount = 4;

    // A stage that contracts the modes [begin, end). Between stages each of the R1 branches has its own channels: R2 after C, R3
    // after i, R0 after j. A stage that holds neither C nor T works within each branch.
    private static long StageMacs(ConvolutionSize size, RingRanks ranks, int begin, int end)
    {
        bool holdsChannels = begin == 0;
        bool holdsOutput = end == ModeCount;
        long inWidth = holdsChannels ? size.InChannels : BranchChannels(ranks, begin);
        long outWidth = holdsOutput ? size.OutChannels : BranchChannels(ranks, end);
        long branches = holdsChannels && holdsOutput ? 1 : ranks.R1;
        long kernelHeight = begin <= 1 && end >= 2 ? size.KernelHeight : 1;
        long kernelWidth = begin <= 2 && end >= 3 ? size.KernelWidth : 1;
        long height = end >= 2 ? size.OutputHeight : size.InputHeight;
        long width = end >= 3 ? size.OutputWidth : size.InputWidth;
        return checked(height * width * kernelHeight * kernelWidth * branches * inWidth * outWidth);
    }

    private static long BranchChannels(RingRanks ranks, int contractedModes) => contractedModes switch
    {
        1 => ranks.R2,
        2 => ranks.R3,
        _ => ranks.R0,
    };

    private static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product = checked(product * size);
        }

        return product;
    }
}
