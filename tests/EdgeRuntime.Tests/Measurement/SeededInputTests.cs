using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class SeededInputTests
{
    [Fact]
    public void Equal_seeds_give_equal_inputs_and_others_do_not()
    {
        Assert.Equal(SeededInput.Normal(101, 5), SeededInput.Normal(101, 5));
        Assert.NotEqual(SeededInput.Normal(101, 5), SeededInput.Normal(101, 6));
        Assert.Equal(SeededInput.Normal(100, 5), SeededInput.Normal(101, 5)[..100]);
    }

    [Fact]
    public void The_samples_are_those_of_a_standard_normal_distribution()
    {
        // Of 100,000 samples the mean has a standard error of 0.0032, the variance one of 0.0045, and 68.27 % lie within 1 (0.15 %).
        float[] samples = SeededInput.Normal(100_000, 1);
        Assert.Equal(0, samples.Average(), 0.016);
        Assert.Equal(1, samples.Average(value => value * value), 0.022);
        Assert.Equal(0.6827, samples.Count(value => Math.Abs(value) < 1) / 100_000.0, 0.0075);
        Assert.All(samples, value => Assert.True(float.IsFinite(value)));
    }
}
