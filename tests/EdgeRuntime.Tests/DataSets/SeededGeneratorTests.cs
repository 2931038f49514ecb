using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Runtime.Tests.DataSets;

public sealed class SeededGeneratorTests
{
    [Fact]
    public void The_sequence_is_SplitMix64s()
    {
        // The published test values for seed 1234567.
        SeededGenerator generator = new(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.All(expected, value => Assert.Equal(value, generator.NextUInt64()));
    }

    [Fact]
    public void Every_number_below_the_bound_is_about_equally_frequent()
    {
        SeededGenerator generator = new(-5);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[generator.NextInt32(7)]++;
        }

        // Five standard deviations of a binomial count: 5 sqrt(70000 * 1/7 * 6/7) = 463.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 463, 10_000 + 463));
    }

    [Fact]
    public void A_normal_sample_is_made_of_two_uniform_ones()
    {
        SeededGenerator generator = new(3), bits = new(3);
        for (int i = 0; i < 100; i++)
        {
            double one = Uniform(), other = Uniform();
            Assert.Equal(Math.Sqrt(-2 * Math.Log(1 - one)) * Math.Cos(2 * Math.PI * other), generator.NextNormal());
        }

        // The 53 leading bits, as a number below 1.
        double Uniform() => (bits.NextUInt64() >> 11) / 9007199254740992.0;
    }

    [Fact]
    public void Normal_samples_are_those_of_a_standard_normal_distribution()
    {
        // Of 100,000 samples the mean has a standard error of 0.0032, the variance one of 0.0045, and 68.27 % lie within 1 (0.15 %).
        SeededGenerator generator = new(1);
        double[] samples = [.. Enumerable.Range(0, 100_000).Select(_ => generator.NextNormal())];
        Assert.Equal(0, samples.Average(), 0.016);
        Assert.Equal(1, samples.Average(value => value * value), 0.022);
        Assert.Equal(0.6827, samples.Count(value => Math.Abs(value) < 1) / 100_000.0, 0.0075);
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        new SeededGenerator(3).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }
}
