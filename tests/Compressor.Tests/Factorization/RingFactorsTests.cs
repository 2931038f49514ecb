using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class RingFactorsTests
{
    private static readonly TensorRingKernel _ring = SeededKernels.Ring(new KernelShape(4, 3, 2, 5), new RingRanks(2, 3, 4, 5), seed: 1);

    [Fact]
    public void A_ring_says_what_it_is()
    {
        RingFactors factors = new(_ring, shift: 2);
        Assert.Equal(new KernelShape(4, 3, 2, 5), factors.Shape);
        Assert.Equal([2, 3, 4, 5], factors.Ranks);
        Assert.Equal(2, factors.Shift);
        Assert.Equal(("ring", "C|i|j|T"), (factors.Family, factors.Plan));
        // 2x4x3 + 3x3x4 + 4x2x5 + 5x5x2.
        Assert.Equal(150, factors.Parameters);
    }

    [Fact]
    public void Macs_are_those_of_the_four_stages()
    {
        // T 4, C 3, kh 2, kw 5, 10 x 8 input, 9 x 4 output, ranks 2 3 4 5:
        // H W C R1 R2          = 10 x 8 x 3 x 3 x 4     = 2880
        // H' W kh R1 R2 R3     =  9 x 8 x 2 x 3 x 4 x 5 = 8640
        // H' W' kw R1 R3 R0    =  9 x 4 x 5 x 3 x 5 x 2 = 5400
        // H' W' R1 R0 T        =  9 x 4 x 3 x 2 x 4     =  864
        Assert.Equal(17_784, new RingFactors(_ring, shift: 0).Macs(new ConvolutionSize(4, 3, 2, 5, 10, 8, 9, 4)));
    }

    [Fact]
    public void The_plan_changes_what_a_run_costs_and_nothing_else()
    {
        // Ci|jT: H' W kh C R1 R3 + H' W' kw R1 R3 T = 9 x 8 x 2 x 3 x 15 + 9 x 4 x 5 x 15 x 4.
        RingFactors factors = new(_ring, shift: 2, ChainCuts.AfterRows);
        RingFactors four = factors.WithCuts(ChainCuts.All);
        Assert.Equal(("Ci|jT", 17_280L), (factors.Plan, factors.Macs(new ConvolutionSize(4, 3, 2, 5, 10, 8, 9, 4))));
        Assert.Equal(("C|i|j|T", 2), (four.Plan, four.Shift));
        Assert.Equal(four.Parameters, factors.Parameters);
        Assert.Equal(four.Reconstruct(), factors.Reconstruct());
    }

    [Fact]
    public void Another_ring_keeps_shift_and_plan()
    {
        RingFactors factors = new RingFactors(_ring, shift: 3, ChainCuts.AfterColumns).WithRing(SeededKernels.Ring(_ring.Shape, new RingRanks(1, 1, 2, 1), seed: 2));
        Assert.Equal((3, ChainCuts.AfterColumns), (factors.Shift, factors.Cuts));
        Assert.Equal([1, 1, 2, 1], factors.Ranks);
    }

    [Fact]
    public void Every_number_is_a_float32_number_and_the_kernel_is_that_of_the_rounded_cores()
    {
        RingFactors factors = new(_ring, shift: 0);
        for (int mode = 0; mode < KernelShape.Modes; mode++)
        {
            Assert.Equal(_ring.Cores[mode].Data.Select(number => (double)(float)number), factors.Ring.Cores[mode].Data);
        }

        Assert.Equal(factors.Ring.Reconstruct().Select(number => (float)number), factors.Reconstruct());
        // Four factors, each off by half a unit of float32.
        Assert.InRange(TensorRingAssert.RelativeError(factors.Reconstruct(), _ring), 1e-12, 4 * 1.2e-7);
    }
}
