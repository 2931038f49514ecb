using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Runtime.Tests.DataSets;

public sealed class StratifiedSampleTests
{
    // 60 of class 0, 30 of class 1, 10 of class 2.
    private static readonly int[] Labels = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0 : i < 90 ? 1 : 2)];

    [Theory]
    [InlineData(10, 6, 3, 1)]
    [InlineData(50, 30, 15, 5)]
    [InlineData(100, 60, 30, 10)]
    [InlineData(1000, 60, 30, 10)]
    public void Each_class_gets_its_share(int count, params int[] shares)
    {
        int[] drawn = StratifiedSample.Draw(Labels, 100, count, seed: 9);
        Assert.Equal(shares, Enumerable.Range(0, 3).Select(label => drawn.Count(i => Labels[i] == label)));
    }

    [Fact]
    public void Largest_remainders_get_what_is_left_over()
    {
        // Shares of 4: 2.4, 1.2, 0.4; one is left over after 2, 1, 0, and the remainders 0.4, 0.2, 0.4 give it to class 0 or 2.
        foreach (long seed in (long[])[1, 2, 3, 4, 5, 6, 7, 8])
        {
            int[] drawn = StratifiedSample.Draw(Labels, 100, 4, seed);
            Assert.Equal(1, drawn.Count(i => Labels[i] == 1));
            Assert.Equal(3, drawn.Count(i => Labels[i] != 1));
        }
    }

    [Fact]
    public void Samples_are_ascending_without_repetition_and_depend_on_the_seed_alone()
    {
        foreach (int[]? labels in (int[]?[])[null, Labels])
        {
            int[] first = StratifiedSample.Draw(labels, 100, 20, 1);
            Assert.Equal(20, first.Distinct().Count());
            Assert.Equal(first.Order(), first);
            Assert.Equal(first, StratifiedSample.Draw(labels, 100, 20, 1));
            Assert.NotEqual(first, StratifiedSample.Draw(labels, 100, 20, 2));
        }
    }
}
