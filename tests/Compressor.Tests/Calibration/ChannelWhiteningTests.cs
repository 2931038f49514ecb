using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class ChannelWhiteningTests
{
    private static readonly KernelShape s_shape = new(6, 5, 3, 2);

    // Condition number 50; the diagonal's mean is 8.4 / 5.
    private const double Mean = 1.68;

    private static readonly Matrix s_moment = SeededMatrices.WithEigenvalues([5, 2, 1, 0.3, 0.1], seed: 3);

    [Fact]
    public void The_plain_norm_becomes_that_of_the_moment_with_a_diagonal_of_mean_1()
    {
        float[] kernel = Of(Kind.Noise, s_shape, seed: 1);
        float[] whitened = new ChannelWhitening(s_moment).Apply(kernel, s_shape);

        // Over outputs and positions, the sum of w^T M w.
        int space = s_shape.Height * s_shape.Width;
        double expected = 0;
        for (int t = 0; t < s_shape.OutputChannels; t++)
        {
            for (int position = 0; position < space; position++)
            {
                for (int c = 0; c < s_shape.InputChannels; c++)
                {
                    for (int d = 0; d < s_shape.InputChannels; d++)
                    {
                        expected += s_moment[c, d] * Weight(t, c, position) * Weight(t, d, position);
                    }
                }
            }
        }

        Assert.Equal(1, whitened.Sum(number => (double)number * number) * Mean / expected, 1e-5);

        double Weight(int t, int c, int position) => kernel[(((t * s_shape.InputChannels) + c) * space) + position];
    }

    [Fact]
    public void A_ring_of_the_changed_kernel_leads_back_to_the_kernel()
    {
        TensorRingKernel changed = Ring(s_shape, new RingRanks(2, 3, 2, 2), seed: 4);
        ChannelWhitening whitening = new(s_moment);
        TensorRingKernel ring = whitening.Undo(changed);
        Assert.Equal(changed.Ranks, ring.Ranks);
        float[] again = whitening.Apply([.. ring.Reconstruct().Select(number => (float)number)], s_shape);
        AssertNear(changed.Reconstruct(), again);
    }

    [Fact]
    public void A_pair_of_the_changed_kernel_leads_back_to_the_kernel()
    {
        KernelShape shape = new(6, 5, 1, 1);
        float[] kernel = Of(Kind.Noise, shape, seed: 5);
        ChannelWhitening whitening = new(s_moment);
        Matrix changed = new(6, 5, [.. whitening.Apply(kernel, shape).Select(number => (double)number)]);
        AssertNear(whitening.Undo(changed).Data, kernel);
    }

    [Theory]
    [InlineData(3.0, 0.0)]
    [InlineData(1e-200, 0.0)]
    [InlineData(1e77, 1e77)]
    [InlineData(0.0, 0.0)]
    [InlineData(2.0, -1e-12)]
    public void Directions_that_inputs_never_take_stay_finite_on_the_way_back(double first, double rest)
    {
        Matrix moment = new(5, 5);
        for (int c = 0; c < 5; c++)
        {
            moment[c, c] = c == 2 ? first : rest;
        }

        ChannelWhitening whitening = new(moment);
        float[] kernel = Of(Kind.Noise, s_shape, seed: 6);
        Assert.All(whitening.Apply(kernel, s_shape), number => Assert.True(float.IsFinite(number)));
        Assert.Contains(whitening.Apply(kernel, s_shape), number => number != 0);
        TensorRingKernel ring = Ring(s_shape, new RingRanks(2, 2, 2, 2), seed: 7);
        Assert.All(whitening.Undo(ring).Reconstruct(), number => Assert.True(double.IsFinite(number)));
    }

    private static void AssertNear(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5 * largest);
        }
    }
}
