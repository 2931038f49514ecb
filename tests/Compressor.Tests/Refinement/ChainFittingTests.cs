using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Threading;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class ChainFittingTests
{
    public static TheoryData<string> Layouts => [.. ChainLayout.Spatial.Where(layout => layout.StageCount > 1).Select(layout => layout.ToString())];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Fitted_stages_lose_no_more_than_the_start_and_what_is_told(string text)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        foreach (KernelShape shape in SmallShapes)
        {
            foreach (Inputs inputs in Enum.GetValues<Inputs>())
            {
                FittingTarget target = SeededTargets.Of(shape, inputs, seed: 1, Kind.Noise);
                int[] ranks = RanksOf(target, layout, most: 2);
                (ChainFactors chain, double error) = ChainFitting.Fit(target, layout, ranks, CancellationToken.None);
                Assert.Equal((shape, layout), (chain.Shape, chain.Layout));
                Assert.Equal(ranks, chain.Ranks);
                Assert.InRange(error, 0, StartError(target, layout, ranks) + 1e-12);
                Assert.Equal(target.SquaredError(chain.Reconstruct()), error, 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("Ci|jT")]
    [InlineData("C|ij|T")]
    [InlineData("Cj|i|T")]
    [InlineData("C|i|j|T")]
    public void Where_later_inputs_bear_on_the_first_stages_fitting_gains(string text)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        FittingTarget target = SeededTargets.Of(new KernelShape(8, 7, 3, 3), Inputs.Whole, seed: 2, Kind.Noise);
        int[] ranks = RanksOf(target, layout, most: 3);
        (_, double error) = ChainFitting.Fit(target, layout, ranks, CancellationToken.None);
        Assert.True(error < StartError(target, layout, ranks));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_chain_is_found_again(string text)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        KernelShape shape = new(7, 6, 3, 2);
        int[] ranks = [.. new[] { 2, 3, 2 }.Take(layout.StageCount - 1)];
        float[] kernel = SeededFactors.Chain(shape, layout, ranks, seed: 3).Reconstruct();
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            FittingTarget target = FittingTarget.Of(shape, kernel, Moment(shape, inputs, seed: 4));
            (ChainFactors chain, double error) = ChainFitting.Fit(target, layout, ranks, CancellationToken.None);
            Assert.InRange(error, 0, 1e-9);
            Assert.InRange(target.SquaredError(chain.Reconstruct()), 0, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_kernel_of_zeros_stays_one(string text)
    {
        ChainLayout layout = ChainLayout.Parse(text);
        KernelShape shape = new(5, 4, 3, 2);
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            FittingTarget target = FittingTarget.Of(shape, new float[shape.Size], Moment(shape, inputs, seed: 5));
            (ChainFactors chain, double error) = ChainFitting.Fit(target, layout, RanksOf(target, layout, most: 2), CancellationToken.None);
            Assert.Equal(0, error);
            Assert.All(chain.Reconstruct(), number => Assert.Equal(0, number));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Ranks_that_the_kernel_does_not_have_are_kept_and_lose_nothing(string text)
    {
        // What a compressed network makes of a layer may have a lower rank than the layer that the ranks were chosen for.
        ChainLayout layout = ChainLayout.Parse(text);
        KernelShape shape = new(7, 6, 3, 2);
        int[] ones = [.. Enumerable.Repeat(1, layout.StageCount - 1)];
        int[] ranks = [.. Enumerable.Repeat(3, layout.StageCount - 1)];
        foreach (float[] kernel in (float[][])[SeededFactors.Chain(shape, layout, ones, seed: 9).Reconstruct(), new float[shape.Size]])
        {
            foreach (Inputs inputs in Enum.GetValues<Inputs>())
            {
                FittingTarget target = FittingTarget.Of(shape, kernel, Moment(shape, inputs, seed: 10));
                (ChainFactors chain, double error) = ChainFitting.Fit(target, layout, ranks, CancellationToken.None);
                Assert.Equal(ranks, chain.Ranks);
                Assert.InRange(error, 0, 1e-8);
                Assert.InRange(target.SquaredError(chain.Reconstruct()), 0, 1e-8);
            }
        }
    }

    [Fact]
    public void A_pair_is_the_truncated_decomposition_of_the_output()
    {
        KernelShape shape = new(9, 7, 1, 1);
        FittingTarget target = SeededTargets.Of(shape, Inputs.Channels, seed: 6, Kind.Noise);
        OrderedTarget ordered = target.InOrder(false);
        double[] spectrum = SymmetricEigen.Decompose(Product(ordered.Kernel.Transpose(), ordered.Weighted)).Values;
        (ChainFactors chain, double error) = ChainFitting.Fit(target, ChainLayout.Pair, [2], CancellationToken.None);
        Assert.Equal("pair", chain.Family);
        Assert.Equal(spectrum[2..].Sum() / ordered.SquaredNorm, error, 1e-7);
    }

    [Theory]
    [InlineData(Inputs.Channels)]
    [InlineData(Inputs.Whole)]
    internal void Any_number_of_threads_gives_the_same_bits(Inputs inputs)
    {
        KernelShape shape = new(40, 24, 3, 3);
        double[][] Run(int threads) => BoundedWork.Run(threads, () =>
        {
            FittingTarget target = SeededTargets.Of(shape, inputs, seed: 7);
            (ChainFactors chain, double error) = ChainFitting.Fit(target, ChainLayout.Parse("C|ij|T"), [16, 12], CancellationToken.None);
            return (double[][])[.. chain.Stages, [error]];
        });
        Assert.Equal(Run(1), Run(2));
    }

    [Fact]
    public void Cancelled_work_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        FittingTarget target = SeededTargets.Of(new KernelShape(5, 4, 3, 3), Inputs.Whole, seed: 8);
        Assert.Throws<OperationCanceledException>(() => ChainFitting.Fit(target, ChainLayout.Parse("C|ij|T"), [2, 2], cancelled.Token));
    }

    private static double StartError(FittingTarget target, ChainLayout layout, int[] ranks)
    {
        ChainDimensions dimensions = new(target.Shape, layout);
        OrderedTarget ordered = target.InOrder(dimensions.ColumnsFirst);
        return ordered.SquaredError(ChainDimensions.Product(ChainFitting.Start(ordered, dimensions, ranks)));
    }

    // As many as asked for, where a prefix has as many directions.
    private static int[] RanksOf(FittingTarget target, ChainLayout layout, int most)
    {
        ChainDimensions dimensions = new(target.Shape, layout);
        OrderedTarget ordered = target.InOrder(dimensions.ColumnsFirst);
        return [.. dimensions.Prefix.SkipLast(1).Select(prefix => Math.Min(most, ordered.Basis(prefix).Columns))];
    }
}
