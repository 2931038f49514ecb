using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using RsdtrEdge.Compressor.Tests.TensorRing;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class RingStagesTests
{
    // All sizes and ranks differ, so that no axis can pass for another.
    private static readonly TensorRingKernel[] s_rings =
    [
        SeededKernels.Ring(new KernelShape(7, 6, 3, 2), new RingRanks(2, 3, 4, 5), seed: 1),
        SeededKernels.Ring(new KernelShape(5, 4, 1, 3), new RingRanks(1, 2, 3, 1), seed: 2),
        SeededKernels.Ring(new KernelShape(1, 1, 5, 4), new RingRanks(3, 1, 1, 2), seed: 3),
        SeededKernels.Ring(new KernelShape(4, 1, 3, 2), new RingRanks(2, 2, 3, 2), seed: 4),
        SeededKernels.Ring(new KernelShape(4, 1, 1, 1), new RingRanks(2, 2, 3, 2), seed: 5),
    ];

    public static TheoryData<int> Rings => [.. Enumerable.Range(0, s_rings.Length)];

    [Theory]
    [MemberData(nameof(Rings))]
    public void The_stages_make_the_rings_kernel(int index)
    {
        TensorRingKernel ring = s_rings[index];
        MatrixAssert.Near(KernelOf(ring), new RingStages(ring).Product(), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void A_ring_taken_apart_is_put_together_again(int index)
    {
        TensorRingKernel ring = s_rings[index];
        TensorRingKernel again = new RingStages(ring).ToRing();
        Assert.Equal((ring.Shape, ring.Ranks), (again.Shape, again.Ranks));
        Assert.Equal(ring.Cores.Select(core => core.Data), again.Cores.Select(core => core.Data));
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void No_core_that_is_fitted_raises_the_error(int index)
    {
        TensorRingKernel ring = s_rings[index];
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            OrderedTarget target = SeededTargets.Of(ring.Shape, inputs, seed: 6).InOrder(false);
            RingStages stages = new(ring);
            double error = target.SquaredError(stages.Product());
            foreach (Action<OrderedTarget> fit in (Action<OrderedTarget>[])[stages.FitOutputs, stages.FitChannels, stages.FitRows, stages.FitColumns])
            {
                fit(target);
                double moved = target.SquaredError(stages.Product());
                Assert.InRange(moved, 0, error + 1e-9);
                error = moved;
                MatrixAssert.Near(KernelOf(stages.ToRing()), stages.Product(), 1e-9);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void The_ring_that_is_fitted_stays_as_it_is(int index)
    {
        TensorRingKernel ring = s_rings[index];
        double[][] before = [.. ring.Cores.Select(core => (double[])core.Data.Clone())];
        OrderedTarget target = SeededTargets.Of(ring.Shape, Inputs.Whole, seed: 7).InOrder(false);
        RingStages stages = new(ring);
        stages.FitOutputs(target);
        stages.FitChannels(target);
        stages.FitRows(target);
        stages.FitColumns(target);
        Assert.Equal(before, ring.Cores.Select(core => core.Data));
    }

    private static Matrix KernelOf(TensorRingKernel ring) =>
        new Matrix(ring.Shape.OutputChannels, PatchSize(ring.Shape), ring.Reconstruct()).Transpose();
}
