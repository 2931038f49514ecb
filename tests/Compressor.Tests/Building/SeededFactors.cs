using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>Factors with seeded numbers in [-1, 1): any ranks, whatever a decomposition would find.</summary>
internal static class SeededFactors
{
    /// <summary>A ring.</summary>
    public static RingFactors Ring(KernelShape shape, RingRanks ranks, int seed, ChainCuts cuts = ChainCuts.All)
    {
        Random random = new(seed);
        return new RingFactors(
            new TensorRingKernel([.. Enumerable.Range(0, KernelShape.Modes).Select(mode =>
                new RingCore(ranks.Before(mode), shape[mode], ranks.After(mode), Numbers(random, ranks.Before(mode) * shape[mode] * ranks.After(mode))))]),
            shift: 0, cuts);
    }

    /// <summary>A low-rank pair.</summary>
    public static ChainFactors Pair(int outputs, int inputs, int rank, int seed)
    {
        Random random = new(seed);
        return ChainFactors.Pair(new Matrix(rank, inputs, Numbers(random, rank * inputs)), new Matrix(outputs, rank, Numbers(random, outputs * rank)));
    }

    /// <summary>A free chain.</summary>
    public static ChainFactors Chain(KernelShape shape, ChainLayout layout, int[] ranks, int seed)
    {
        Random random = new(seed);
        return new ChainFactors(shape, layout, ranks, [.. Enumerable.Range(0, layout.StageCount).Select(stage =>
            Numbers(random, (int)StageSize.Of(shape, layout, ranks, stage).Count))]);
    }

    /// <summary>Branches.</summary>
    public static BranchFactors Branches(KernelShape shape, BranchSize size, int seed)
    {
        Random random = new(seed);
        int features = size.Branches * size.Outputs;
        return new BranchFactors(
            shape, size, Numbers(random, size.Branches * shape.InputChannels), Numbers(random, features * shape.Height * shape.Width),
            Numbers(random, shape.OutputChannels * features));
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
}
