using RsdtrEdge.Compressor.Latency;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class WholeTimeTests
{
    [Theory]
    [InlineData(34, 50)]
    [InlineData(17, 33)]
    [InlineData(0, 16)]
    public void What_a_network_takes_beyond_its_stages_it_always_takes(double stages, double expected)
    {
        // 50 as a whole, 34 in its stages.
        WholeTime whole = new(16, 1);
        Assert.Equal(expected, whole.Of(stages), 9);
        Assert.Equal(stages, whole.StagesWithin(expected), 9);
    }

    [Theory]
    [InlineData(17, 10)]
    [InlineData(8.5, 5)]
    [InlineData(1.7, 1)]
    [InlineData(20, 13)]
    public void A_network_that_took_less_than_its_stages_saves_its_share_of_what_they_save(double stages, double expected)
    {
        // 10 as a whole, 17 in its stages. What three more cost is added as it is.
        WholeTime whole = new(-7, 10.0 / 17);
        Assert.Equal(expected, whole.Of(stages), 9);
        Assert.Equal(stages, whole.StagesWithin(expected), 9);
    }

    [Fact]
    public void It_is_above_0_and_grows_with_the_stages()
    {
        WholeTime whole = new(-7, 10.0 / 17);
        double[] times = [.. Enumerable.Range(1, 300).Select(tenths => whole.Of(0.1 * tenths))];
        Assert.True(times[0] > 0);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }
}
