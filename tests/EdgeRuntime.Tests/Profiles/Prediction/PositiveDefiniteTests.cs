using RsdtrEdge.Runtime.Profiles.Prediction;

namespace RsdtrEdge.Runtime.Tests.Profiles.Prediction;

public sealed class PositiveDefiniteTests
{
    [Fact]
    public void A_system_of_two()
    {
        // 4 x + 2 y = 8, 2 x + 3 y = 7: y = 1.5, x = 1.25.
        double[] values = [8, 7];
        Assert.True(PositiveDefinite.TrySolve((double[])[4, 2, 2, 3], values));
        Assert.Equal(1.25, values[0], 12);
        Assert.Equal(1.5, values[1], 12);
    }

    [Fact]
    public void What_is_not_positive_definite_is_refused()
    {
        Assert.False(PositiveDefinite.TrySolve((double[])[1, 2, 2, 1], (double[])[1, 1]));
        Assert.False(PositiveDefinite.TrySolve((double[])[1, 1, 1, 1], (double[])[1, 1], leastPivot: 1e-9));
    }
}
