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
    public void A_shuffle_keeps_every_item()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        new SeededGenerator(3).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }
}
