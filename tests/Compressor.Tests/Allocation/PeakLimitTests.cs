using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Tests.Allocation;

/// <summary>Parameters, MACs and the peak of activations limited at once, against all choices there are.</summary>
public sealed class PeakLimitTests
{
    [Fact]
    public void Three_limits_at_once_are_met_as_well_as_by_trying_everything()
    {
        int feasible = 0;
        int exhaustive = 0;
        int peakMatters = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            NetworkLayer[] layers = [.. Enumerable.Range(0, random.Next(3, 6)).Select(index => Layer(random, index))];
            IReadOnlyList<LayerCandidate>[] all = [.. layers.Select(layer => Draw(random, layer))];
            AllocationLimits limits = new(Between(random, all, candidate => candidate.Parameters), Between(random, all, candidate => candidate.Macs!.Value));
            long peak = (long)(layers.Max(layer => layer.Peak([])!.Value) * (0.75 + (0.4 * random.NextDouble())));
            NetworkLayer[] limited = [.. layers.Select(layer => layer with { LargestPeak = peak })];

            IReadOnlyList<LayerCandidate>[] kept = [.. limited.Zip(all, PeakLimit.Keep)];
            RankAllocation found = RankAllocator.Allocate(kept, limits);
            FrontierSearch search = new(kept, limits);
            int[]? searched = search.FindLeastLoss(default, double.PositiveInfinity);
            double optimum = TryEverything(layers, all, limits, peak);
            double without = TryEverything(layers, all, limits, long.MaxValue);

            bool meets = found.MeetsLimits && PeakOf(layers, kept, found.Choices) <= peak;
            Assert.Equal(double.IsFinite(optimum), meets);
            Assert.True(search.IsExhaustive);
            if (meets)
            {
                feasible++;
                Assert.Equal(optimum, found.Loss, 1e-9);
                Assert.InRange(found.LossBound!.Value, 0, optimum + 1e-12);
                Assert.Equal(optimum, kept.Zip(searched!, (layer, choice) => layer[choice].Loss).Sum(), 1e-9);
                exhaustive++;
                peakMatters += optimum > without + 1e-9 ? 1 : 0;
            }
            else if (!found.MeetsLimits)
            {
                Assert.Null(searched);
                Assert.True(found.IsProvenInfeasible);
            }
        }

        // The limits are drawn so that all of this happens.
        Assert.InRange(feasible, 60, 180);
        Assert.Equal(feasible, exhaustive);
        Assert.InRange(peakMatters, 10, feasible);
    }

    [Fact]
    public void Where_nothing_fits_what_comes_nearest_is_kept()
    {
        NetworkLayer layer = Layer(new Random(1), 0) with { LargestPeak = 1 };
        LayerCandidate[] candidates = [Candidate(layer, 0, 1), Candidate(layer, 0.1, 5), Candidate(layer, 0.2, 3), Candidate(layer, 0.3, 3)];
        IReadOnlyList<LayerCandidate> kept = PeakLimit.Keep(layer, candidates);
        long least = candidates.Min(candidate => layer.Peak(candidate.InnerValues)!.Value);
        Assert.NotEmpty(kept);
        Assert.All(kept, candidate => Assert.Equal(least, layer.Peak(candidate.InnerValues)));
    }

    [Fact]
    public void Without_a_limit_or_known_sizes_all_are_kept()
    {
        NetworkLayer layer = Layer(new Random(2), 0);
        LayerCandidate[] candidates = [Candidate(layer, 0, 1), Candidate(layer, 0.1, 5)];
        Assert.Equal(candidates, PeakLimit.Keep(layer, candidates));
        NetworkLayer unknown = new() { Name = "u", Weight = "w", Nodes = [], WeightShape = [4, 4, 3, 3], LargestPeak = 1 };
        Assert.Equal(candidates, PeakLimit.Keep(unknown, candidates));
    }

    private static double TryEverything(NetworkLayer[] layers, IReadOnlyList<LayerCandidate>[] all, AllocationLimits limits, long peak)
    {
        double optimum = double.PositiveInfinity;
        foreach (int[] choices in EveryChoice.Of(all))
        {
            LayerCandidate[] chosen = [.. all.Zip(choices, (layer, choice) => layer[choice])];
            if (PeakOf(layers, all, choices) <= peak
                && limits.Allow(chosen.Sum(candidate => candidate.Parameters), chosen.Sum(candidate => candidate.Macs!.Value)))
            {
                optimum = Math.Min(optimum, chosen.Sum(candidate => candidate.Loss));
            }
        }

        return optimum;
    }

    private static long PeakOf(NetworkLayer[] layers, IReadOnlyList<LayerCandidate>[] candidates, IReadOnlyList<int> choices) =>
        layers.Select((layer, index) => layer.Peak(candidates[index][choices[index]].InnerValues)!.Value).Max();

    private static NetworkLayer Layer(Random random, int index)
    {
        ConvolutionSize size = new(random.Next(4, 20), random.Next(4, 20), 3, 3, 16, 16, 16, 16);
        return new NetworkLayer
        {
            Name = $"conv{index}",
            Weight = $"w{index}",
            Nodes = [],
            WeightShape = [size.OutChannels, size.InChannels, 3, 3],
            Sizes = [size],
            Macs = ConvolutionCost.DenseMacs(size),
            Memory = [new ConvolutionMemory(random.Next(0, 3000), size.InChannels * 1024, random.Next(2) == 0, size.OutChannels * 1024)],
        };
    }

    private static IReadOnlyList<LayerCandidate> Draw(Random random, NetworkLayer layer) =>
        [Candidate(layer, 0, 0), .. Enumerable.Range(0, random.Next(3, 6)).Select(_ => Candidate(layer, 0.02 + (0.9 * random.NextDouble()), random.Next(1, 20)))];

    // The larger the error, the smaller; the widths of the chain are any, so that some need more memory than dense and some less.
    private static LayerCandidate Candidate(NetworkLayer layer, double error, int width) => new(
        (long)(layer.Parameters * (1 - (0.9 * error))), (long)(layer.Macs!.Value * (1 - (0.8 * error))), error, error == 0 ? null : NoRecipe.Instance)
    {
        InnerValues = error == 0 ? [] : [new ChainValue(width, false, false), new ChainValue(1 + (width / 2), true, false)],
    };

    private static long Between(Random random, IReadOnlyList<LayerCandidate>[] layers, Func<LayerCandidate, long> cost)
    {
        double least = layers.Sum(layer => layer.Min(cost));
        double dense = layers.Sum(layer => cost(layer[0]));
        return (long)(least + ((dense - least) * ((1.1 * random.NextDouble()) - 0.05)));
    }
}
