using System.Numerics;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Rewriting;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class EvenScalesTests
{
    private static readonly KernelShape _shape = new(6, 5, 3, 2);

    public static TheoryData<string> Families => ["pair", "branches", "split branches", "ring", .. ChainLayout.Spatial.Select(layout => layout.ToString())];

    [Fact]
    public void A_pair_worked_by_hand()
    {
        // Lengths 5 and 80 over the first index: 4^k 25 + 4^-k 6400 is least at k = 2, where both are 20. Over the second 10 and 10.
        ChainFactors pair = ChainFactors.Pair(new Matrix(2, 2, [3, 4, 6, 8]), new Matrix(2, 2, [48, 0, 64, -10])).WithEvenScales();
        Assert.Equal([12, 16, 6, 8], pair.Stages[0]);
        Assert.Equal([12, 0, 16, -10], pair.Stages[1]);
    }

    [Fact]
    public void What_one_step_takes_is_passed_on_to_factors_further_away()
    {
        // One branch with one filter of one number: 1, 1 and 64. First 1, 8, 8, then 4, 2, 8 or 2, 4, 8, and in the end three times 4.
        BranchFactors branch = new BranchFactors(new KernelShape(1, 1, 1, 1), new BranchSize(1, 1), [1], [1], [-64]).WithEvenScales();
        Assert.Equal([4, 4, -4], [.. branch.Channels, .. branch.Filters, .. branch.Outputs]);
    }

    [Theory]
    [InlineData(2.0, 1.0)]
    [InlineData(1.0, 2.0)]
    public void A_tie_stays_as_it_is(double first, double second)
    {
        // 4^k 1 + 4^-k 4 is 5 at 0 and at 1.
        ChainFactors pair = ChainFactors.Pair(new Matrix(1, 1, [first]), new Matrix(1, 1, [second])).WithEvenScales();
        Assert.Equal([first, second], [pair.Stages[0][0], pair.Stages[1][0]]);
    }

    [Fact]
    public void What_is_zero_and_what_would_lose_digits_stays_as_it_is()
    {
        // The product of the first index is zero. The second's lengths, 1024 and 1, would be 32 and 32, but the least number with all of float32's digits cannot be halved.
        double least = Math.ScaleB(1, -126);
        ChainFactors pair = ChainFactors.Pair(new Matrix(2, 2, [0, 0, least, 1024]), new Matrix(1, 2, [1024, 1])).WithEvenScales();
        Assert.Equal([0, 0, least, 1024], pair.Stages[0]);
        Assert.Equal([1024, 1], pair.Stages[1]);
    }

    [Fact]
    public void What_has_lost_digits_before_may_grow()
    {
        // Lengths 1 and 64: both are 8 with k = 3.
        ChainFactors pair = ChainFactors.Pair(new Matrix(1, 2, [1, Math.ScaleB(1, -130)]), new Matrix(1, 1, [64])).WithEvenScales();
        Assert.Equal([8, Math.ScaleB(1, -127)], pair.Stages[0]);
        Assert.Equal([8], pair.Stages[1]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_kernel_stays_to_the_last_bit_and_lengths_come_within_a_factor_of_two(string family)
    {
        FactorizedKernel factors = Uneven(family, seed: 1);
        FactorizedKernel even = factors.WithEvenScales();
        Assert.Equal(factors.Reconstruct(), even.Reconstruct());
        Assert.Equal((factors.Family, factors.Plan, factors.Parameters, factors.Shape), (even.Family, even.Plan, even.Parameters, even.Shape));
        Assert.Equal(factors.Ranks, even.Ranks);
        // A single stage has nothing to share with.
        Assert.Equal(family != "CijT", Numbers(even).Sum(number => number * number) < Numbers(factors).Sum(number => number * number));

        // Whatever is scaled again stays: each ratio of lengths is at most 2.
        Assert.Equal(Numbers(even), Numbers(even.WithEvenScales()));
        // And nothing changed but by powers of two.
        Assert.All(Numbers(factors).Zip(Numbers(even)), pair => Assert.True(pair.First == pair.Second || BitOperations.IsPow2((long)Math.ScaleB(Math.Abs(pair.Second / pair.First), 40))));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void ONNX_Runtime_computes_the_same_to_the_last_bit_by_stages_and_dense(string family)
    {
        foreach (bool dense in (bool[])[false, true])
        {
            FactorizedKernel factors = Uneven(family, seed: 2);
            if (dense)
            {
                factors = factors.ToDense();
            }

            ConvolutionSetting setting = new() { Pads = [1, 0, 2, 1], Strides = [2, 1] };
            Assert.Equal(Run(factors), Run(factors.WithEvenScales()));

            IReadOnlyDictionary<string, float[]> Run(FactorizedKernel kernel)
            {
                KernelShape shape = kernel.Shape;
                OnnxModel model = setting.ToModel(shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width);
                ConvolutionRewriter.Rewrite(model.Graph, "w", kernel);
                return ModelRunner.Run(model, seed: 3, setting.InputDims(shape.InputChannels));
            }
        }
    }

    // Numbers between -1 and 1 whose factors, and whose slices, differ in length by up to some thousand times.
    private static FactorizedKernel Uneven(string family, int seed)
    {
        switch (family)
        {
            case "pair":
                ChainFactors pair = SeededFactors.Pair(6, 5, 4, seed);
                return pair.WithStages([.. pair.Stages.Select(Stretch)]);
            case "branches" or "split branches":
                BranchFactors branches = SeededFactors.Branches(_shape, family == "branches" ? new BranchSize(3, 2) : new BranchSize(4, 2), seed);
                return new BranchFactors(_shape, branches.Size, Stretch([.. branches.Channels], 0), Stretch([.. branches.Filters], 1), Stretch([.. branches.Outputs], 2));
            case "ring":
                RingFactors ring = SeededFactors.Ring(_shape, new RingRanks(2, 3, 4, 2), seed);
                return ring.WithRing(new TensorRingKernel([.. ring.Ring.Cores.Select((core, mode) => new RingCore(core.Before, core.Size, core.After, Stretch(core.Data, mode)))]));
            default:
                ChainLayout layout = ChainLayout.Parse(family);
                ChainFactors chain = SeededFactors.Chain(_shape, layout, [.. new[] { 4, 3, 2 }.Take(layout.StageCount - 1)], seed);
                return chain.WithStages([.. chain.Stages.Select(Stretch)]);
        }
    }

    // Each number is stretched by its place, so that slices along every index differ.
    private static double[] Stretch(double[] numbers, int factor)
    {
        double[] stretched = [.. numbers];
        for (int at = 0; at < stretched.Length; at++)
        {
            stretched[at] *= Math.ScaleB(1, ((at * 7) % 13) - (6 * factor));
        }

        return stretched;
    }

    private static double[] Numbers(FactorizedKernel factors) => factors switch
    {
        ChainFactors chain => [.. chain.Stages.SelectMany(stage => stage)],
        BranchFactors branches => [.. branches.Channels, .. branches.Filters, .. branches.Outputs],
        RingFactors ring => [.. ring.Ring.Cores.SelectMany(core => core.Data)],
        _ => throw new ArgumentOutOfRangeException(nameof(factors)),
    };
}
