using RsdtrEdge.Compressor.Calibration.Normalization;

namespace RsdtrEdge.Compressor.Tests.Calibration.Normalization;

public sealed class ChannelStatisticsTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1, 0.15865525393145705)]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(-3, 0.0013498980316300946)]
    [InlineData(-8, 6.220960574271785e-16)]
    [InlineData(20, 1)]
    [InlineData(double.NegativeInfinity, 0)]
    public void The_normal_distribution_is_that_of_the_tables(double x, double expected) =>
        Assert.Equal(expected, NormalDistribution.Cumulative(x), 1e-15);

    [Fact]
    public void Behind_Relu_a_standard_normal_channel_has_the_moments_of_half_a_bell()
    {
        // E = 1 / sqrt(2 pi), and E of the square 1/2.
        ChannelStatistics rectified = new ChannelStatistics([0], [1]).Clip(0, double.PositiveInfinity);
        Assert.Equal(1 / Math.Sqrt(2 * Math.PI), rectified.Mean[0], 1e-14);
        Assert.Equal(0.5 - (1 / (2 * Math.PI)), rectified.Variance[0], 1e-14);
    }

    public static TheoryData<double, double> Channels => new()
    {
        { 0, 1 }, { 0.7, 2 }, { -1.5, 0.5 }, { 5, 3 }, { 40, 1 }, { -4, 1 }, { 3, 1e-3 },
    };

    [Theory]
    [MemberData(nameof(Channels))]
    public void Clipped_moments_are_what_integration_gives(double mean, double deviation)
    {
        ChannelStatistics channel = new([mean], [deviation * deviation]);
        AssertMoments(Integrate(mean, deviation, x => Math.Max(x, 0)), channel.Clip(0, double.PositiveInfinity));
        AssertMoments(Integrate(mean, deviation, x => Math.Clamp(x, 0, 6)), channel.Clip(0, 6));
        AssertMoments(Integrate(mean, deviation, x => Math.Min(x, 1)), channel.Clip(double.NegativeInfinity, 1));
        AssertMoments(Integrate(mean, deviation, x => x < 0 ? 0.1 * x : x), channel.LeakyRelu(0.1));
        AssertMoments(Integrate(mean, deviation, x => x < 0 ? -0.5 * x : x), channel.LeakyRelu(-0.5));
    }

    [Fact]
    public void A_channel_that_never_varies_is_clipped_like_a_number()
    {
        ChannelStatistics constant = new([-2, 3, 9], [0, 0, 0]);
        Assert.Equal([0, 3, 6], constant.Clip(0, 6).Mean);
        Assert.Equal([-1, 3, 9], constant.LeakyRelu(0.5).Mean);
        Assert.Equal([0, 0, 0], constant.Clip(0, 6).Variance);
        Assert.Equal([0, 0, 0], constant.LeakyRelu(0.5).Variance);
    }

    [Fact]
    public void Without_bounds_and_at_slope_1_nothing_changes()
    {
        ChannelStatistics channel = new([0.5, -2], [2, 3]);
        AssertMoments((0.5, 2), channel.Clip(double.NegativeInfinity, double.PositiveInfinity));
        AssertMoments((0.5, 2), channel.LeakyRelu(1));
    }

    private static void AssertMoments((double Mean, double Variance) expected, ChannelStatistics actual)
    {
        Assert.Equal(expected.Mean, actual.Mean[0], 1e-7);
        Assert.Equal(expected.Variance, actual.Variance[0], 1e-7);
    }

    // Midpoints over ten deviations to either side.
    private static (double Mean, double Variance) Integrate(double mean, double deviation, Func<double, double> of)
    {
        const int Steps = 400_000;
        double width = 20.0 / Steps;
        (double weight, double sum, double squares) = (0, 0, 0);
        for (int step = 0; step < Steps; step++)
        {
            double z = -10 + ((step + 0.5) * width);
            double density = Math.Exp(-z * z / 2) * width;
            // About the mean, so that nothing cancels.
            double y = of(mean + (deviation * z)) - mean;
            weight += density;
            sum += density * y;
            squares += density * y * y;
        }

        double shifted = sum / weight;
        return (mean + shifted, (squares / weight) - (shifted * shifted));
    }
}
