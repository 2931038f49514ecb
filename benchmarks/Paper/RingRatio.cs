using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>What rings store in relation to their kernels, by arithmetic alone: no kernel is decomposed.</summary>
internal static class RingRatio
{
    /// <summary>The share of a kernel's numbers that a ring stores whose four ranks are equal. Turning the modes round changes nothing.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="rank">The rank.</param>
    public static double Equal(KernelShape kernel, int rank) => Share(kernel, new RingRanks(rank, rank, rank, rank));

    /// <summary>
    /// The share that the ring stores which a direct decomposition gives if each of its three SVDs keeps a number of singular values, or all where there are fewer
    /// (arXiv 2405.10802, section 3): of a kernel without structure, for the split of the first rank that stores least.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="shift">The mode that comes first: 0 T, 1 C, 2 kh, 3 kw.</param>
    /// <param name="rank">The singular values.</param>
    public static double Decomposed(KernelShape kernel, int shift, int rank)
    {
        int first = (int)Math.Min(rank, Math.Min(kernel[shift], kernel.Size / kernel[shift]));
        return Enumerable.Range(1, first).Where(before => first % before == 0).Min(before => Share(kernel, Ranks(kernel, shift, rank, before, first / before)));
    }

    /// <summary>The least share of all shifts.</summary>
    /// <inheritdoc cref="Decomposed"/>
    public static double Least(KernelShape kernel, int rank) => Enumerable.Range(0, KernelShape.Modes).Min(shift => Decomposed(kernel, shift, rank));

    // The first rank is split in two: one goes to the far end of what is left, whose unfoldings bound the ranks that follow.
    private static RingRanks Ranks(KernelShape kernel, int shift, int rank, int before, int after)
    {
        int Mode(int place) => kernel[(shift + place) % KernelShape.Modes];
        int second = Math.Min(rank, Math.Min(after * Mode(1), Mode(2) * Mode(3) * before));
        int third = Math.Min(rank, Math.Min(second * Mode(2), Mode(3) * before));
        int[] found = [before, after, second, third];
        int RankBefore(int mode) => found[(mode - shift + KernelShape.Modes) % KernelShape.Modes];
        return new RingRanks(RankBefore(0), RankBefore(1), RankBefore(2), RankBefore(3));
    }

    private static double Share(KernelShape kernel, RingRanks ranks) => (double)ranks.Storage(kernel) / kernel.Size;
}
