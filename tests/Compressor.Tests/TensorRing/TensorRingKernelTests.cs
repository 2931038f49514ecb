using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

public sealed class TensorRingKernelTests
{
    public static TheoryData<KernelShape, RingRanks> Rings => new()
    {
        { new KernelShape(1, 1, 1, 1), new RingRanks(1, 1, 1, 1) },
        { new KernelShape(1, 1, 1, 1), new RingRanks(3, 2, 4, 5) },
        { new KernelShape(4, 3, 2, 5), new RingRanks(2, 3, 4, 5) },
        { new KernelShape(5, 7, 1, 3), new RingRanks(3, 1, 2, 2) },
        { new KernelShape(2, 13, 3, 1), new RingRanks(1, 4, 3, 2) },
    };

    [Theory]
    [MemberData(nameof(Rings))]
    public void Reconstruction_is_the_sum_over_all_ranks(KernelShape shape, RingRanks ranks)
    {
        TensorRingKernel ring = SeededKernels.Ring(shape, ranks, 1);
        AssertNear(Sum(ring), ring.Reconstruct());
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void Turning_the_cores_turns_the_modes_of_the_kernel(KernelShape shape, RingRanks ranks)
    {
        // The trace of a product does not change when its factors move in a circle.
        TensorRingKernel ring = SeededKernels.Ring(shape, ranks, 2);
        TensorRingKernel turned = new([ring.Cores[1], ring.Cores[2], ring.Cores[3], ring.Cores[0]]);
        int rest = shape.InputChannels * shape.Height * shape.Width;
        double[] kernel = ring.Reconstruct();
        double[] expected = new double[kernel.Length];
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            for (int r = 0; r < rest; r++)
            {
                expected[(r * shape.OutputChannels) + t] = kernel[(t * rest) + r];
            }
        }

        Assert.Equal(ring.Storage, turned.Storage);
        Assert.Equal(new KernelShape(shape.InputChannels, shape.Height, shape.Width, shape.OutputChannels), turned.Shape);
        AssertNear(expected, turned.Reconstruct());
    }

    [Fact]
    public void A_ring_of_ranks_one_is_an_outer_product()
    {
        TensorRingKernel ring = new(
        [
            new RingCore(1, 2, 1, [1, 2]), new RingCore(1, 2, 1, [3, 5]), new RingCore(1, 1, 1, [7]), new RingCore(1, 2, 1, [1, -1]),
        ]);
        Assert.Equal([21.0, -21, 35, -35, 42, -42, 70, -70], ring.Reconstruct());
    }

    [Fact]
    public void Cores_that_do_not_fit_are_refused()
    {
        RingCore one = new(1, 2, 1, [1, 2]);
        RingCore wide = new(2, 2, 1, [1, 2, 3, 4]);
        Assert.Throws<ArgumentException>(() => new TensorRingKernel([one, one, one]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => new TensorRingKernel([one, wide, one, one]));
        Assert.Contains("mode 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TensorRingKernel([wide, one, one, one]));
        Assert.Throws<ArgumentException>(() => new RingCore(2, 3, 4, new double[23]));
    }

    private static double[] Sum(TensorRingKernel ring)
    {
        KernelShape shape = ring.Shape;
        RingRanks ranks = ring.Ranks;
        List<double> kernel = [];
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            for (int c = 0; c < shape.InputChannels; c++)
            {
                for (int i = 0; i < shape.Height; i++)
                {
                    for (int j = 0; j < shape.Width; j++)
                    {
                        kernel.Add(Element(ring, ranks, t, c, i, j));
                    }
                }
            }
        }

        return [.. kernel];
    }

    private static double Element(TensorRingKernel ring, RingRanks ranks, int t, int c, int i, int j)
    {
        double sum = 0;
        for (int r0 = 0; r0 < ranks.R0; r0++)
        {
            for (int r1 = 0; r1 < ranks.R1; r1++)
            {
                for (int r2 = 0; r2 < ranks.R2; r2++)
                {
                    for (int r3 = 0; r3 < ranks.R3; r3++)
                    {
                        sum += ring.Cores[0][r0, t, r1] * ring.Cores[1][r1, c, r2] * ring.Cores[2][r2, i, r3] * ring.Cores[3][r3, j, r0];
                    }
                }
            }
        }

        return sum;
    }

    private static void AssertNear(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-12);
        }
    }
}
