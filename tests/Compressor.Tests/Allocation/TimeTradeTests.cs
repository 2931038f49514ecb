using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Tests.Allocation;

/// <summary>The trade of loss for time, against all choices there are.</summary>
public sealed class TimeTradeTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_product_of_loss_and_time_is_as_low_as_by_trying_everything(bool limitMacs, bool limitTime)
    {
        int traded = 0;
        int forced = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            IReadOnlyList<LayerCandidate>[] layers = Layers(random);
            long rest = random.Next(0, 20_000);
            long dense = rest + layers.Sum(layer => layer[0].Nanoseconds);
            AllocationLimits limits = new(
                Between(random, layers, candidate => candidate.Parameters), limitMacs ? Between(random, layers, candidate => candidate.Macs!.Value) : null,
                limitTime ? Between(random, layers, candidate => candidate.Nanoseconds) : null);
            RankAllocation least = RankAllocator.Allocate(layers, limits);

            RankAllocation found = TimeTrade.Choose(layers, limits, rest, least, RankAllocator.Allocate, double.PositiveInfinity);

            LayerCandidate[] chosen = [.. layers.Zip(found.Choices, (layer, choice) => layer[choice])];
            Assert.Equal(chosen.Sum(candidate => candidate.Loss), found.Loss, 1e-12);
            Assert.Equal(chosen.Sum(candidate => candidate.Nanoseconds), found.Nanoseconds);
            Assert.Equal(least.MeetsLimits, found.MeetsLimits);
            Assert.Equal(least.LossBound, found.LossBound);
            if (!found.MeetsLimits || least.Loss == 0)
            {
                Assert.Same(least, found);
                continue;
            }

            Assert.True(limits.Allow(found.Parameters, found.Macs, found.Nanoseconds));
            (double free, double faster) = TryEverything(layers, limits, rest, (long)(0.97 * dense));
            double expected = double.IsFinite(faster) ? faster : free;
            Assert.InRange(Product(found.Loss, found.Nanoseconds + rest), free * (1 - 1e-9), expected * 1.006);
            Assert.True(double.IsInfinity(faster) || found.Nanoseconds + rest <= 0.97 * dense);
            traded += found.Loss > least.Loss * 1.001 ? 1 : 0;
            forced += double.IsFinite(faster) && faster > free * 1.006 ? 1 : 0;
        }

        // The instances are drawn so that both happen; a limit on time leaves no need for the second.
        Assert.InRange(traded, 20, 119);
        Assert.InRange(forced, limitTime ? 0 : 1, 60);
    }

    [Fact]
    public void However_much_time_it_saves_only_so_much_more_loss_is_taken()
    {
        // By the product alone the last one: a thousandth of the time for 16 times the loss.
        LayerCandidate[] layer = [Candidate(100, 20_000, 0), Candidate(10, 10_000, 0.1), Candidate(10, 9000, 0.11), Candidate(10, 10, 0.4)];
        RankAllocation least = RankAllocator.Allocate([layer], new AllocationLimits(50, null));
        Assert.Equal([3], TimeTrade.Choose([layer], new AllocationLimits(50, null), 0, least, RankAllocator.Allocate, double.PositiveInfinity).Choices);
        Assert.Equal([1], TimeTrade.Choose([layer], new AllocationLimits(50, null), 0, least, RankAllocator.Allocate).Choices);
        // 0.105^2 is 1.1 times the loss for 0.5 of the time.
        LayerCandidate[] near = [.. layer[..2], Candidate(10, 5000, 0.105)];
        Assert.Equal([2], TimeTrade.Choose([near], new AllocationLimits(50, null), 0, least, RankAllocator.Allocate).Choices);
    }

    [Fact]
    public void Half_the_error_is_worth_less_than_four_times_the_time()
    {
        // One layer: an error of 0.2 in 1000 us, of 0.1 in 3900 (less than four times the time for half the error) or of 0.05 in 16,000 (more).
        LayerCandidate[] layer = [Candidate(100, 20_000, 0), Candidate(10, 1000, 0.2), Candidate(10, 3900, 0.1), Candidate(10, 16_000, 0.05)];
        RankAllocation least = RankAllocator.Allocate([layer], new AllocationLimits(50, null));
        Assert.Equal([3], least.Choices);
        RankAllocation found = TimeTrade.Choose([layer], new AllocationLimits(50, null), 0, least, RankAllocator.Allocate, double.PositiveInfinity);
        Assert.Equal([2], found.Choices);
        // Where the rest of the network takes as long again as the slowest, that one is worth its time.
        Assert.Equal([3], TimeTrade.Choose([layer], new AllocationLimits(50, null), 16_000_000, least, RankAllocator.Allocate, double.PositiveInfinity).Choices);
    }

    [Fact]
    public void What_is_slower_than_dense_is_taken_only_where_nothing_is_faster()
    {
        LayerCandidate[] layer = [Candidate(100, 1000, 0), Candidate(10, 1100, 0.01), Candidate(10, 960, 0.5)];
        RankAllocation least = RankAllocator.Allocate([layer], new AllocationLimits(50, null));
        Assert.Equal([1], least.Choices);
        Assert.Equal([2], TimeTrade.Choose([layer], new AllocationLimits(50, null), 0, least, RankAllocator.Allocate, double.PositiveInfinity).Choices);
        LayerCandidate[] slow = layer[..2];
        Assert.Equal([1], TimeTrade.Choose([slow], new AllocationLimits(50, null), 0, least, RankAllocator.Allocate, double.PositiveInfinity).Choices);
    }

    [Fact]
    public void Of_what_loses_the_same_the_fastest_within_the_limits_is_taken()
    {
        LayerCandidate[] layer = [Candidate(100, 1000, 0), Candidate(10, 900, 0.1), Candidate(10, 700, 0.1) with { Macs = 5 }, Candidate(10, 500, 0.1) with { Macs = 9 }];
        AllocationLimits limits = new(50, 8);
        RankAllocation found = RankAllocator.Allocate([layer], limits);
        RankAllocation fastest = EqualLoss.Fastest([layer], limits, found);
        Assert.Equal([2], fastest.Choices);
        Assert.Equal((found.Loss, 10, 5, 700_000), (fastest.Loss, fastest.Parameters, fastest.Macs, fastest.Nanoseconds));
    }

    [Fact]
    public void Where_no_choice_meets_the_limits_speed_leads_no_further_from_them()
    {
        // Nothing has 5 parameters. Dense and the third are faster and lose no more than the second, which is the nearest with its 10.
        LayerCandidate[] layer = [Candidate(100, 700, 0), Candidate(10, 900, 0.1), Candidate(20, 800, 0.1)];
        AllocationLimits limits = new(5, null);
        RankAllocation found = RankAllocator.Allocate([layer], limits);
        Assert.False(found.MeetsLimits);
        Assert.Equal([1], found.Choices);
        Assert.Equal([1], EqualLoss.Fastest([layer], limits, found).Choices);

        // What is as near and faster is taken here, too.
        LayerCandidate[] alike = [.. layer, Candidate(10, 850, 0.1)];
        Assert.Equal([3], EqualLoss.Fastest([alike], limits, found).Choices);
    }

    private static double Product(double loss, double time) => loss * time;

    private static (double Free, double Faster) TryEverything(IReadOnlyList<LayerCandidate>[] layers, AllocationLimits limits, long rest, long longest)
    {
        (double free, double faster) = (double.PositiveInfinity, double.PositiveInfinity);
        foreach (int[] choices in EveryChoice.Of(layers))
        {
            LayerCandidate[] chosen = [.. layers.Zip(choices, (layer, choice) => layer[choice])];
            long time = chosen.Sum(candidate => candidate.Nanoseconds);
            if (limits.Allow(chosen.Sum(candidate => candidate.Parameters), chosen.Sum(candidate => candidate.Macs!.Value), time))
            {
                double product = Product(chosen.Sum(candidate => candidate.Loss), time + rest);
                free = Math.Min(free, product);
                faster = time + rest <= longest ? Math.Min(faster, product) : faster;
            }
        }

        return (free, faster);
    }

    // Small kernels in the place of which anything takes about as long, and large ones where time falls with the work.
    private static IReadOnlyList<LayerCandidate>[] Layers(Random random) =>
        [.. Enumerable.Range(0, random.Next(3, 6)).Select(_ =>
        {
            long parameters = random.Next(1_000, 50_000);
            double overhead = 0.9 * random.NextDouble();
            List<LayerCandidate> layer = [Candidate(parameters, 10 * parameters, 0)];
            while (layer.Count < 6)
            {
                double kept = 0.03 + (0.95 * random.NextDouble());
                double error = Math.Pow(1 - kept, 1.5) * (0.7 + (0.3 * random.NextDouble()));
                double time = 10 * parameters * (overhead + ((1.2 - overhead) * kept * (0.6 + (0.6 * random.NextDouble()))));
                layer.Add(Candidate((long)(parameters * kept), time, error) with { Macs = (long)(parameters * 50 * kept * (0.5 + random.NextDouble())) });
            }

            return (IReadOnlyList<LayerCandidate>)layer;
        })];

    private static long Between(Random random, IReadOnlyList<LayerCandidate>[] layers, Func<LayerCandidate, long> cost)
    {
        double least = layers.Sum(layer => layer.Min(cost));
        double dense = layers.Sum(layer => cost(layer[0]));
        return (long)(least + ((dense - least) * ((0.9 * random.NextDouble()) - 0.02)));
    }

    private static LayerCandidate Candidate(long parameters, double time, double error) =>
        new(parameters, parameters * 50, error, error == 0 ? null : NoRecipe.Instance) { Microseconds = time };
}
