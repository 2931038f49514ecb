using RsdtrEdge.Compressor.Allocation;

namespace RsdtrEdge.Compressor.Tests.Allocation;

public sealed class PriceEllipsoidTests
{
    [Fact]
    public void Cuts_close_in_on_the_maximum_of_a_concave_function()
    {
        // -|x - 1| - 2 |y - 3| - 5 |z - 0.5| has its maximum at (1, 3, 0.5), within 10 of the origin.
        double[] top = [1, 3, 0.5];
        double[] weights = [1, 2, 5];
        PriceEllipsoid ellipsoid = new([0, 0, 0], 10);
        double best = double.NegativeInfinity;
        for (int cut = 0; cut < 250; cut++)
        {
            double[] at = [.. ellipsoid.Center];
            best = Math.Max(best, -at.Select((price, axis) => weights[axis] * Math.Abs(price - top[axis])).Sum());
            ellipsoid.Cut([.. at.Select((price, axis) => weights[axis] * Math.Sign(top[axis] - price))]);
        }

        Assert.InRange(best, -1e-3, 0);
    }

    [Fact]
    public void Nothing_is_cut_without_a_slope() => Assert.False(new PriceEllipsoid([1, 1, 1], 1).Cut([0, 0, 0]));
}
