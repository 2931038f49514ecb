using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class LayerMomentsTests
{
    // Kernels of 3x3, 1x1, one even side; none is near the size from which on the moment is not kept whole.
    public static TheoryData<KernelShape, bool, int> Whole => new()
    {
        { new(4, 3, 3, 3), false, 1 },
        { new(4, 3, 3, 3), true, 57 },
        { new(4, 5, 2, 3), true, 1024 },
        { new(2, 7, 1, 1), false, 2500 },
        { new(2, 7, 1, 1), true, 2500 },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Moments_are_the_averages_over_all_patches(KernelShape shape, bool isCentred, int count)
    {
        LayerMoments moments = new(shape, isCentred);
        float[][] patches = Add(moments, count, first: 0);
        AssertWhole(moments, patches);

        // Reading moments does not end the gathering.
        AssertWhole(moments, [.. patches, .. Add(moments, 100, first: count)]);
    }

    [Theory]
    [InlineData(134, 3, 3, 4, false)]
    [InlineData(134, 3, 3, 4, true)]
    [InlineData(101, 2, 6, 9, true)]
    public void Wide_patches_keep_the_moment_of_the_windows_centre(int channels, int height, int width, int centre, bool isCentred)
    {
        LayerMoments moments = new(new KernelShape(2, channels, height, width), isCentred);
        Assert.False(moments.IsExact);
        float[][] patches = Add(moments, 1100, first: 0);

        AssertNear(Average(patches), moments.Mean);
        int space = height * width;
        float[][] centres = [.. patches.Select(patch => Enumerable.Range(0, channels).Select(c => patch[(c * space) + centre]).ToArray())];
        AssertNear(SecondMoment(centres, isCentred).Data, moments.ChannelMoment().Data);
        Assert.Throws<InvalidOperationException>(() => moments.SecondMoment());
    }

    [Theory]
    [InlineData(1200, true)]
    [InlineData(1201, false)]
    public void Up_to_a_size_the_moment_is_kept_whole(int channels, bool isExact) =>
        Assert.Equal(isExact, new LayerMoments(new KernelShape(1, channels, 1, 1), isCentred: false).IsExact);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_patch_that_is_not_finite_is_left_out(float bad)
    {
        LayerMoments moments = new(new KernelShape(2, 3, 1, 1), isCentred: false);
        moments.Add([1, 2, 3]);
        moments.Add([1, bad, 3]);
        Assert.Equal(1, moments.Count);
        Assert.Equal([1.0, 2, 3], moments.Mean);
        Assert.Equal([1.0, 2, 3, 2, 4, 6, 3, 6, 9], moments.SecondMoment().Data);
    }

    [Fact]
    public void Without_a_patch_all_is_zero()
    {
        LayerMoments moments = new(new KernelShape(2, 3, 1, 1), isCentred: true);
        Assert.Equal(0, moments.Count);
        Assert.All([.. moments.Mean, .. moments.SecondMoment().Data], number => Assert.Equal(0, number));
    }

    private static void AssertWhole(LayerMoments moments, float[][] patches)
    {
        Assert.True(moments.IsExact);
        Assert.Equal(patches.Length, moments.Count);
        AssertNear(Average(patches), moments.Mean);
        Matrix expected = SecondMoment(patches, moments.IsCentred);
        AssertNear(expected.Data, moments.SecondMoment().Data);

        // M(c, c') is the mean over positions p of S(cp, c'p).
        (int channels, int space) = (moments.Shape.InputChannels, moments.Shape.Height * moments.Shape.Width);
        Matrix channelMoment = moments.ChannelMoment();
        for (int c = 0; c < channels; c++)
        {
            for (int d = 0; d < channels; d++)
            {
                double mean = Enumerable.Range(0, space).Average(position => expected[(c * space) + position, (d * space) + position]);
                Assert.Equal(mean, channelMoment[c, d], 1e-10);
            }
        }
    }

    // Patches with a mean of about 1 and a drift from one channel to the next.
    private static float[][] Add(LayerMoments moments, int count, int first)
    {
        float[][] patches = [.. Enumerable.Range(first, count).Select(seed =>
        {
            float[] noise = ModelRunner.Noise(seed, moments.PatchSize);
            return noise.Select((number, index) => 1 + number + (0.5f * noise[0]) + (0.001f * index)).ToArray();
        })];
        foreach (float[] patch in patches)
        {
            moments.Add(patch);
        }

        return patches;
    }

    private static Matrix SecondMoment(float[][] patches, bool isCentred)
    {
        double[] mean = Average(patches);
        Matrix result = new(mean.Length, mean.Length);
        foreach (float[] patch in patches)
        {
            double[] about = [.. patch.Select((number, index) => isCentred ? number - mean[index] : number)];
            for (int i = 0; i < about.Length; i++)
            {
                for (int j = 0; j < about.Length; j++)
                {
                    result[i, j] += about[i] * about[j] / patches.Length;
                }
            }
        }

        return result;
    }

    private static double[] Average(float[][] patches) =>
        [.. Enumerable.Range(0, patches[0].Length).Select(index => patches.Average(patch => (double)patch[index]))];

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-10);
        }
    }
}
