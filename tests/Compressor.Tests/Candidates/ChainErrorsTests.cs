using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using RsdtrEdge.Compressor.Tests.Refinement;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Candidates;

public sealed class ChainErrorsTests
{
    // Errors of kernels that float32 numbers hold, beside those of kernels before they are rounded.
    private const double Rounding = 1e-6;

    public static TheoryData<string, KernelShape> Chains
    {
        get
        {
            TheoryData<string, KernelShape> data = new() { { "C|T", new(7, 5, 1, 1) }, { "C|T", new(1, 9, 1, 1) }, { "C|T", new(4, 1, 1, 1) } };
            foreach (ChainLayout layout in ChainLayout.Spatial.Where(layout => layout.StageCount is 2 or 3))
            {
                foreach (KernelShape shape in SmallShapes)
                {
                    data.Add(layout.ToString(), shape);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void The_errors_told_are_those_of_the_chains(string text, KernelShape shape)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            foreach (Kind kind in (Kind[])[Kind.Noise, Kind.LowRank])
            {
                FittingTarget target = SeededTargets.Of(shape, inputs, seed: 1, kind);
                (int[] Ranks, double Error)[] found = [.. Find(target, layout)];
                Assert.NotEmpty(found);
                foreach ((int[] ranks, double error) in found)
                {
                    FactorizedKernel chain = new ChainRecipe(layout, ranks).Start(target, CancellationToken.None);
                    Assert.Equal(ranks, chain.Ranks);
                    Assert.Equal(target.SquaredError(chain.Reconstruct()), error, Rounding);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_wider_last_stage_loses_no_more(string text, KernelShape shape)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            foreach (IGrouping<int, (int[] Ranks, double Error)> chains in Find(SeededTargets.Of(shape, inputs, seed: 2), layout)
                .GroupBy(found => found.Ranks.Length == 1 ? 0 : found.Ranks[0]))
            {
                Assert.Equal(chains.Select(chain => chain.Error).OrderDescending(), chains.Select(chain => chain.Error));
                // Every rank from 1 on, up to what the stage before it can fill.
                Assert.Equal(Enumerable.Range(1, chains.Count()), chains.Select(chain => chain.Ranks[^1]));
                Assert.True(chains.Key == 0 || chains.Count() <= chains.Key * new ChainDimensions(shape, layout).Taken[1]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_kernel_of_zeros_loses_nothing(string text, KernelShape shape)
    {
        FittingTarget target = FittingTarget.Of(shape, new float[shape.Size], Moment(shape, Inputs.Whole, seed: 3));
        Assert.All(Find(target, ChainLayout.Parse(text)), found => Assert.Equal(0, found.Error));
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void Inputs_that_leave_directions_out_change_nothing_of_that(string text, KernelShape shape)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        float[] kernel = Of(Kind.Noise, shape, seed: 5);
        foreach (PatchMoment moment in (PatchMoment[])[ChannelMoment.Of(Singular(shape.InputChannels)), DenseMoment.Of(Singular(PatchSize(shape)))])
        {
            FittingTarget target = FittingTarget.Of(shape, kernel, moment);
            foreach ((int[] ranks, double error) in Find(target, layout))
            {
                FactorizedKernel chain = new ChainRecipe(layout, ranks).Start(target, CancellationToken.None);
                Assert.Equal(target.SquaredError(chain.Reconstruct()), error, 1e-5);
            }
        }
    }

    [Fact]
    public void Only_the_first_ranks_asked_for_are_looked_at()
    {
        FittingTarget target = SeededTargets.Of(new KernelShape(8, 6, 3, 3), Inputs.Whole, seed: 4);
        ChainErrors errors = new(target, CancellationToken.None);
        (int First, int Second, double Error)[] all = [.. errors.OfThree(ChainLayout.Parse("C|ij|T"), [1, 2, 3, 4])];
        (int First, int Second, double Error)[] some = [.. errors.OfThree(ChainLayout.Parse("C|ij|T"), [2, 4, 100])];
        Assert.Equal(all.Where(chain => chain.First is 2 or 4), some);
    }

    // Half of the directions never vary.
    private static Matrix Singular(int size) =>
        SeededMatrices.WithEigenvalues([.. Enumerable.Range(0, size).Select(k => 2 * k <= size ? 1.0 / (1 + k) : 0)], seed: 6);

    private static IEnumerable<(int[] Ranks, double Error)> Find(FittingTarget target, ChainLayout layout)
    {
        ChainErrors errors = new(target, CancellationToken.None);
        return layout.StageCount == 2
            ? errors.OfTwo(layout).Select(chain => ((int[])[chain.Rank], chain.SquaredError))
            : errors.OfThree(layout, [.. Enumerable.Range(1, 20)]).Select(chain => ((int[])[chain.First, chain.Second], chain.SquaredError));
    }
}
