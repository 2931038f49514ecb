using RsdtrEdge.Compressor.Calibration;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class LossCurveTests
{
    [Fact]
    public void Without_points_the_loss_is_the_square_of_the_error()
    {
        LossCurve curve = new([]);
        Assert.Equal(0.09, curve.At(0.3), 1e-15);
        Assert.Equal(0, curve.At(0));
    }

    [Fact]
    public void Between_points_logarithms_go_straight()
    {
        // From (0.1, 0.01) to (0.4, 0.16 / 4 = 0.04): the exponent is log 4 / log 4 = 1, so at 0.2 the loss is 0.02.
        LossCurve curve = new([(0.4, 0.04), (0.1, 0.01)]);
        Assert.Equal(0.01, curve.At(0.1), 1e-15);
        Assert.Equal(0.02, curve.At(0.2), 1e-15);
        Assert.Equal(0.04, curve.At(0.4), 1e-15);
    }

    [Fact]
    public void Below_the_first_point_the_loss_falls_with_the_square()
    {
        LossCurve curve = new([(0.2, 0.5), (0.4, 0.6)]);
        Assert.Equal(0.5 / 4, curve.At(0.1), 1e-15);
        Assert.Equal(0.5 / 400, curve.At(0.01), 1e-15);
    }

    [Fact]
    public void Above_the_last_point_it_rises_with_the_last_slope_and_at_least_with_the_square()
    {
        // Doubling the error multiplies the loss by 8 here, by 1.5 there.
        Assert.Equal(0.64, new LossCurve([(0.1, 0.01), (0.2, 0.08)]).At(0.4), 1e-14);
        Assert.Equal(0.6, new LossCurve([(0.1, 0.1), (0.2, 0.15)]).At(0.4), 1e-14);
        Assert.Equal(0.6, new LossCurve([(0.2, 0.15)]).At(0.4), 1e-14);
    }

    [Fact]
    public void More_error_never_costs_less()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Random random = new(seed);
            LossCurve curve = new([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => (random.NextDouble(), random.NextDouble()))]);
            double[] losses = [.. Enumerable.Range(0, 300).Select(step => curve.At(0.005 * step))];
            Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second >= pair.First * (1 - 1e-12), $"{pair.Second} < {pair.First}, seed {seed}"));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    public void A_loss_without_a_logarithm_leaves_the_curve_finite(double loss)
    {
        LossCurve curve = new([(0.1, loss), (0.2, loss), (0.4, 1)]);
        Assert.All((double[])[0.05, 0.1, 0.15, 0.3, 0.4, 1.5], error => Assert.True(double.IsFinite(curve.At(error))));
    }

    [Fact]
    public void Behind_a_steep_end_the_loss_stays_finite() => Assert.Equal(1e12, new LossCurve([(0.5, 1e-4), (0.5001, double.NaN)]).At(0.9));

    [Fact]
    public void Points_of_no_error_and_repeated_errors_are_left_out()
    {
        LossCurve curve = new([(0, 0.7), (0.2, 0.1), (0.2, 0.3)]);
        Assert.Equal(0.1, curve.At(0.2), 1e-15);
        Assert.Equal(0.025, curve.At(0.1), 1e-15);
    }
}
