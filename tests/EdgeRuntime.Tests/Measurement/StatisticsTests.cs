using System.Numerics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

/// <summary>The tests and intervals that judge measurements, against counted and hand-worked figures.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void The_probability_is_near_the_counted_one_of_all_ways_to_divide_sixteen_ranks()
    {
        // Each of the 12,870 ways to choose eight of sixteen ranks is as likely as any other.
        const int Size = 8;
        int[] statistics = [.. Enumerable.Range(0, 1 << (2 * Size)).Where(mask => BitOperations.PopCount((uint)mask) == Size).Select(Statistic)];
        Assert.Equal(12_870, statistics.Length);
        for (int least = 0; least <= Size * Size; least++)
        {
            int mask = FirstWith(least);
            double exact = statistics.Count(statistic => statistic >= least) / 12_870.0;
            Assert.Equal(exact, MannWhitney.ProbabilityLarger(Ranks(mask, true), Ranks(mask, false)), 0.006);
        }

        static int Statistic(int mask) => (int)MannWhitney.Statistic(Ranks(mask, true), Ranks(mask, false));
        static int FirstWith(int statistic) => Enumerable.Range(0, 1 << (2 * Size)).First(mask => BitOperations.PopCount((uint)mask) == Size && Statistic(mask) == statistic);
        static double[] Ranks(int mask, bool chosen) => [.. Enumerable.Range(0, 2 * Size).Where(rank => ((mask >> rank) & 1) == (chosen ? 1 : 0)).Select(rank => (double)rank)];
    }

    [Fact]
    public void Equals_count_by_half_and_narrow_the_distribution()
    {
        double[] first = [1, 2, 2, 3, 5, 5, 6, 7], second = [1, 1, 2, 3, 3, 4, 5, 5];
        Assert.Equal(64, MannWhitney.Statistic(first, second) + MannWhitney.Statistic(second, first));
        Assert.Equal(1, MannWhitney.ProbabilityLarger([4, 4, 4], [4, 4]));
        Assert.Equal(1, MannWhitney.ProbabilityDifferent(first, first));
        // U = 2: mean 2, variance 4 / 12 (5 - (6 + 6) / 12) = 4 / 3, z = -0.5 / sqrt(4 / 3) = -0.4330: 0.6675.
        Assert.Equal(0.6675, MannWhitney.ProbabilityLarger([1, 2], [1, 2]), 0.0001);
    }

    [Fact]
    public void The_interval_of_the_mean_is_that_of_the_means_of_twenty_batches()
    {
        // Batches of five with the means 1 to 20: their deviation is sqrt(35), the interval 10.5 -+ 2.093 sqrt(35 / 20).
        double[] samples = [1000, .. Enumerable.Range(1, 20).SelectMany(mean => (double[])[mean - 2, mean + 2, mean, mean - 1, mean + 1])];
        (double low, double high) = BatchMeans.Interval(samples)!.Value;
        Assert.Equal(10.5 - (2.093 * Math.Sqrt(35 / 20.0)), low, 9);
        Assert.Equal(10.5 + (2.093 * Math.Sqrt(35 / 20.0)), high, 9);
        Assert.Null(BatchMeans.Interval(samples.AsSpan(0, 99)));
    }

    [Fact]
    public void Runs_that_still_become_faster_are_not_steady_and_level_ones_are()
    {
        Assert.Null(SteadyState.IsSteady(new double[15]));
        Assert.False(SteadyState.IsSteady([.. Enumerable.Range(0, 16).Select(run => 2 - (run * 0.05))]));
        Assert.True(SteadyState.IsSteady([9, 9, .. Enumerable.Range(0, 16).Select(run => run % 2 == 0 ? 1.0 : 1.5)]));
        // All of the later ones are faster, but by less than anyone would mind.
        Assert.True(SteadyState.IsSteady([.. Enumerable.Repeat(1.0, 8), .. Enumerable.Repeat(0.985, 8)]));
        Assert.False(SteadyState.IsSteady([.. Enumerable.Repeat(1.0, 8), .. Enumerable.Repeat(0.975, 8)]));
    }

    [Fact]
    public void Blocks_are_the_medians_of_neighbours()
    {
        Assert.Empty(Blocks.Medians(new double[23]));
        Assert.Equal([1, 4, 7, 10, 13, 16, 19, 22], Blocks.Medians([.. Enumerable.Range(0, 24).Select(run => (double)run)]).ToArray());
        Assert.Equal(32, Blocks.Medians(new double[1000]).Length);
        // Eight blocks of three of 25 or 26 runs: the first ones are left out.
        Assert.Equal(2, Blocks.Medians([.. Enumerable.Range(0, 25).Select(run => (double)run)])[0]);
    }

    [Fact]
    public void Up_to_32_ratios_stay_as_they_are_and_more_become_the_medians_of_neighbours()
    {
        Assert.Empty(Blocks.MediansOfRatios([]));
        Assert.Equal([3, 1, 2], Blocks.MediansOfRatios([3, 1, 2]));
        // 32 groups of one: the first is left out.
        Assert.Equal([.. Enumerable.Range(1, 32).Select(ratio => (double)ratio)], Blocks.MediansOfRatios(Enumerable.Range(0, 33).Select(ratio => (double)ratio)));
        // 32 groups of three: the middle ones.
        Assert.Equal([.. Enumerable.Range(0, 32).Select(group => (3.0 * group) + 1)], Blocks.MediansOfRatios(Enumerable.Range(0, 96).Select(ratio => (double)ratio)));
    }
}
