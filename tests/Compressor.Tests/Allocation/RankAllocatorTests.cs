using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Tests.Allocation;

/// <summary>The allocator against all choices there are, on instances small enough to go through them.</summary>
public sealed class RankAllocatorTests
{
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    public void Small_instances_are_solved_as_well_as_by_trying_everything(bool limitParameters, bool limitMacs, bool limitTime)
    {
        int feasible = 0;
        int infeasible = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            IReadOnlyList<LayerCandidate>[] layers = Layers(random, random.Next(3, 6), 4, 6, regular: seed % 3 != 0);
            AllocationLimits limits = Limits(random, layers, limitParameters, limitMacs);
            if (limitTime)
            {
                layers = Timed(layers, new Random(1000 + seed));
                limits = limits with { Nanoseconds = Draw(random, layers, candidate => candidate.Nanoseconds) };
            }

            (double optimum, double leastLoad) = TryEverything(layers, limits);

            RankAllocation found = RankAllocator.Allocate(layers, limits);

            AssertTotals(layers, found);
            Assert.Equal(double.IsFinite(optimum), found.MeetsLimits);
            Assert.Equal(found.MeetsLimits, limits.Allow(found.Parameters, found.Macs, found.Nanoseconds));
            if (found.MeetsLimits)
            {
                feasible++;
                Assert.InRange(found.Loss, optimum - 1e-12, (optimum * (1 + 1e-9)) + 1e-12);
                Assert.InRange(found.LossBound!.Value, 0, optimum + 1e-12);
            }
            else
            {
                infeasible++;
                Assert.Null(found.LossBound);
                Assert.Equal(leastLoad, limits.Load(found.Parameters, found.Macs, found.Nanoseconds), 1e-12);
            }
        }

        // The limits are drawn so that both happen.
        Assert.InRange(feasible, 30, 119);
        Assert.InRange(infeasible, 1, 90);
    }

    [Fact]
    public void Times_without_a_limit_on_them_change_nothing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            IReadOnlyList<LayerCandidate>[] layers = Layers(random, 8, 6, 10, regular: seed % 2 == 0);
            AllocationLimits limits = Limits(random, layers, parameters: true, macs: true);
            RankAllocation plain = RankAllocator.Allocate(layers, limits);
            RankAllocation timed = RankAllocator.Allocate(Timed(layers, random), limits);
            Assert.Equal(plain.Choices, timed.Choices);
            Assert.Equal((plain.Loss, plain.LossBound), (timed.Loss, timed.LossBound));
            Assert.NotEqual(0, timed.Nanoseconds);
        }
    }

    [Fact]
    public void Three_limits_over_many_layers_come_near_the_bound_and_the_same_each_time()
    {
        Random random = new(4);
        IReadOnlyList<LayerCandidate>[] layers = Timed(Layers(random, 25, 12, 20, regular: true), random);
        AllocationLimits limits = new(
            layers.Sum(layer => layer[0].Parameters) * 50 / 100, layers.Sum(layer => layer[0].Macs!.Value) * 50 / 100,
            layers.Sum(layer => layer[0].Nanoseconds) * 55 / 100);
        RankAllocation found = RankAllocator.Allocate(layers, limits);
        AssertTotals(layers, found);
        Assert.True(found.MeetsLimits);
        Assert.InRange(found.Loss, found.LossBound!.Value, found.LossBound.Value * 1.02);
        RankAllocation again = RankAllocator.Allocate(layers, limits);
        Assert.Equal(found.Choices, again.Choices);
        Assert.Equal(found.LossBound, again.LossBound);
    }

    [Fact]
    public void Without_limits_all_layers_stay_dense()
    {
        IReadOnlyList<LayerCandidate>[] layers = Layers(new Random(1), 5, 4, 6, regular: true);
        RankAllocation found = RankAllocator.Allocate(layers, new AllocationLimits(null, null));
        Assert.All(found.Choices, choice => Assert.Equal(0, choice));
        Assert.Equal((0, true, 0), (found.Loss, found.MeetsLimits, found.LossBound));
    }

    [Fact]
    public void Limits_that_the_dense_layers_meet_exactly_leave_them_dense()
    {
        IReadOnlyList<LayerCandidate>[] layers = Layers(new Random(2), 4, 4, 6, regular: true);
        AllocationLimits limits = new(layers.Sum(layer => layer[0].Parameters), layers.Sum(layer => layer[0].Macs!.Value));
        Assert.All(RankAllocator.Allocate(layers, limits).Choices, choice => Assert.Equal(0, choice));
        RankAllocation tighter = RankAllocator.Allocate(layers, limits with { Parameters = limits.Parameters - 1 });
        Assert.True(tighter.MeetsLimits);
        Assert.Contains(tighter.Choices, choice => choice > 0);
    }

    [Fact]
    public void A_choice_that_no_prices_lead_to_is_found()
    {
        // Dense (10 parameters), middle (6, loss 0.0625) or small (1, loss 0.09). The middle one lies above the line from dense
        // to small, which has a loss of 0.04 at 6, so that no price picks it; yet it is the best under a limit of 6. For two
        // such layers and a limit of 12, twice the middle loses 0.125, dense and small (11) only 0.09.
        LayerCandidate[] layer = [Candidate(10, 10, 0), Candidate(6, 6, 0.25), Candidate(1, 1, 0.3)];
        RankAllocation one = RankAllocator.Allocate([layer], new AllocationLimits(6, null));
        Assert.Equal([1], one.Choices);
        Assert.Equal(0.0625, one.Loss, 1e-15);
        RankAllocation two = RankAllocator.Allocate([layer, layer], new AllocationLimits(12, null));
        Assert.Equal([0, 2], two.Choices.Order());
        Assert.Equal(0.09, two.Loss, 1e-15);
    }

    [Fact]
    public void Two_limits_that_pull_apart_are_met_where_only_a_mixture_meets_them()
    {
        // Few parameters cost many MACs and the other way round; only one of each kind meets both limits.
        LayerCandidate[] layer = [Candidate(100, 100, 0), Candidate(10, 60, 0.5), Candidate(60, 10, 0.5)];
        RankAllocation found = RankAllocator.Allocate([layer, layer], new AllocationLimits(70, 70));
        Assert.True(found.MeetsLimits);
        Assert.Equal([1, 2], found.Choices.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public void Where_nothing_may_be_used_the_least_is_the_nearest(long limit)
    {
        LayerCandidate[] layer = [Candidate(10, 10, 0), Candidate(6, 6, 0.25), Candidate(1, 1, 0.3)];
        RankAllocation found = RankAllocator.Allocate([layer, layer], new AllocationLimits(limit, null));
        Assert.False(found.MeetsLimits);
        Assert.Equal([2, 2], found.Choices);
    }

    [Fact]
    public void Unknown_MACs_do_not_count()
    {
        LayerCandidate[] layer = [new(10, null, 0, null), new(4, null, 0.2, NoRecipe.Instance)];
        RankAllocation found = RankAllocator.Allocate([layer], new AllocationLimits(5, 1));
        Assert.Equal([1], found.Choices);
        Assert.Equal(0, found.Macs);
    }

    [Fact]
    public void Many_layers_come_near_the_bound_and_the_same_each_time()
    {
        Random random = new(3);
        IReadOnlyList<LayerCandidate>[] layers = Layers(random, 25, 12, 20, regular: true);
        AllocationLimits limits = new(
            layers.Sum(layer => layer[0].Parameters) * 45 / 100, layers.Sum(layer => layer[0].Macs!.Value) * 40 / 100);
        RankAllocation found = RankAllocator.Allocate(layers, limits);
        AssertTotals(layers, found);
        Assert.True(found.MeetsLimits);
        // Two resources leave at most about two layers' steps between the dual and the best choice (Everett's gaps).
        Assert.InRange(found.Loss, found.LossBound!.Value, found.LossBound.Value * 1.01);
        RankAllocation again = RankAllocator.Allocate(layers, limits);
        Assert.Equal(found.Choices, again.Choices);
        Assert.Equal(found.LossBound, again.LossBound);
    }

    private static void AssertTotals(IReadOnlyList<LayerCandidate>[] layers, RankAllocation found)
    {
        LayerCandidate[] chosen = [.. layers.Zip(found.Choices, (layer, choice) => layer[choice])];
        Assert.Equal(chosen.Sum(candidate => candidate.Parameters), found.Parameters);
        Assert.Equal(chosen.Sum(candidate => candidate.Macs ?? 0), found.Macs);
        Assert.Equal(chosen.Sum(candidate => candidate.Nanoseconds), found.Nanoseconds);
        Assert.Equal(chosen.Sum(candidate => candidate.RelativeError * candidate.RelativeError), found.Loss, 1e-12);
    }

    private static (double Optimum, double LeastLoad) TryEverything(IReadOnlyList<LayerCandidate>[] layers, AllocationLimits limits)
    {
        double optimum = double.PositiveInfinity;
        double leastLoad = double.PositiveInfinity;
        int[] choices = new int[layers.Length];
        do
        {
            LayerCandidate[] chosen = [.. layers.Zip(choices, (layer, choice) => layer[choice])];
            (long parameters, long macs, long time) = (
                chosen.Sum(candidate => candidate.Parameters), chosen.Sum(candidate => candidate.Macs ?? 0), chosen.Sum(candidate => candidate.Nanoseconds));
            leastLoad = Math.Min(leastLoad, limits.Load(parameters, macs, time));
            if (limits.Allow(parameters, macs, time))
            {
                optimum = Math.Min(optimum, chosen.Sum(candidate => candidate.Loss));
            }
        }
        while (Advance(choices, layers));
        return (optimum, leastLoad);
    }

    // The next choice, counting as with digits; false after the last.
    private static bool Advance(int[] choices, IReadOnlyList<LayerCandidate>[] layers)
    {
        for (int layer = 0; layer < choices.Length; layer++)
        {
            if (++choices[layer] < layers[layer].Count)
            {
                return true;
            }

            choices[layer] = 0;
        }

        return false;
    }

    // Dense first. Regular layers lose the more the fewer parameters they have, as rings do; others are any numbers.
    private static IReadOnlyList<LayerCandidate>[] Layers(Random random, int count, int least, int most, bool regular) =>
        [.. Enumerable.Range(0, count).Select(_ =>
        {
            long parameters = random.Next(1_000, 50_000);
            long macs = parameters * random.Next(10, 400);
            List<LayerCandidate> layer = [Candidate(parameters, macs, 0)];
            int candidates = random.Next(least, most + 1);
            while (layer.Count < candidates)
            {
                double kept = 0.03 + (0.95 * random.NextDouble());
                double error = regular ? Math.Pow(1 - kept, 1.5) * (0.7 + (0.3 * random.NextDouble())) : random.NextDouble();
                layer.Add(Candidate((long)(parameters * kept), (long)(macs * kept * (0.5 + random.NextDouble())), error));
            }

            return (IReadOnlyList<LayerCandidate>)layer;
        })];

    private static AllocationLimits Limits(Random random, IReadOnlyList<LayerCandidate>[] layers, bool parameters, bool macs) => new(
        parameters ? Draw(random, layers, candidate => candidate.Parameters) : null,
        macs ? Draw(random, layers, candidate => candidate.Macs!.Value) : null);

    // Between a little less than the least there is and what dense layers use.
    private static long Draw(Random random, IReadOnlyList<LayerCandidate>[] layers, Func<LayerCandidate, long> cost)
    {
        double least = layers.Sum(layer => layer.Min(cost));
        double dense = layers.Sum(layer => cost(layer[0]));
        return (long)(least + ((dense - least) * ((0.7 * random.NextDouble()) - 0.1)));
    }

    // A rate for the dense layer; what takes its place reaches between half of it and all, after what its nodes take.
    private static IReadOnlyList<LayerCandidate>[] Timed(IReadOnlyList<LayerCandidate>[] layers, Random random) =>
        [.. layers.Select(layer => (IReadOnlyList<LayerCandidate>)[.. layer.Select(candidate => candidate with
        {
            Microseconds = candidate.IsDense ? candidate.Macs / 10_000.0 : 5 + (candidate.Macs / 10_000.0 / (0.5 + (0.5 * random.NextDouble()))),
        })])];

    private static LayerCandidate Candidate(long parameters, long macs, double error) => new(parameters, macs, error, error == 0 ? null : NoRecipe.Instance);
}
