using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Tests.Allocation;

/// <summary>Allocation under a limit on the file, against all choices there are. What nodes and names take of it is drawn.</summary>
public sealed class FileAllocatorTests
{
    private const long OtherBytes = 5000;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void The_file_is_within_its_limit_wherever_it_can_be(bool limitParameters, bool limitMacs, bool uneven)
    {
        int feasible = 0;
        int nearOptimal = 0;
        int infeasible = 0;
        for (int seed = 0; seed < 80; seed++)
        {
            Random random = new(seed);
            Instance instance = new(random, uneven);
            AllocationLimits limits = new(
                limitParameters ? instance.Between(random, candidate => candidate.Parameters) : null,
                limitMacs ? instance.Between(random, candidate => candidate.Macs!.Value) : null);
            long mostBytes = instance.MostBytes(random);
            (double optimum, long leastBytes) = instance.TryEverything(limits, mostBytes);
            int rounds = 0;

            (RankAllocation found, long? least) = FileAllocator.Allocate(instance.Layers, limits, mostBytes, OtherBytes, choices =>
            {
                rounds++;
                return instance.Measure(choices);
            });

            Assert.InRange(rounds, 1, 24);
            if (found.MeetsLimits)
            {
                feasible++;
                Assert.True(limits.Allow(found.Parameters, found.Macs));
                Assert.InRange(instance.Measure(found.Choices).Bytes, 1, mostBytes);
                Assert.InRange(found.LossBound!.Value, 0, optimum + 1e-12);
                Assert.True(found.Loss >= optimum - 1e-12);
                Assert.Null(least);
                nearOptimal += found.Loss <= (optimum * 1.05) + 1e-12 ? 1 : 0;
            }
            else
            {
                infeasible++;
                // The smallest file has the least: each layer's least file, told exactly.
                Assert.Equal(leastBytes, least);
                // Both storage limits and MACs at once: only then may a choice be missed.
                Assert.True(double.IsInfinity(optimum) || (limitParameters && limitMacs), $"seed {seed}: {optimum}");
            }
        }

        Assert.InRange(feasible, 20, 79);
        // Where candidates of a layer take very different room, what is not measured is guessed badly.
        Assert.InRange(nearOptimal, (int)((uneven ? 0.75 : 0.9) * feasible), feasible);
        Assert.InRange(infeasible, 1, 60);
    }

    [Fact]
    public void A_choice_that_fits_at_once_is_measured_once()
    {
        Instance instance = new(new Random(1), uneven: false);
        int rounds = 0;
        (RankAllocation found, _) = FileAllocator.Allocate(instance.Layers, new AllocationLimits(null, null), long.MaxValue / 4, OtherBytes, choices =>
        {
            rounds++;
            return instance.Measure(choices);
        });
        Assert.Equal((0, 0, 1), (found.Loss, found.LossBound, rounds));
    }

    [Fact]
    public void Where_the_file_may_have_no_bytes_the_smallest_is_the_nearest()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Instance instance = new(new Random(seed), uneven: true);
            AllocationLimits limits = new(null, null);
            (_, long leastBytes) = instance.TryEverything(limits, mostBytes: 0);
            (RankAllocation found, long? least) = FileAllocator.Allocate(instance.Layers, limits, mostBytes: 0, OtherBytes, instance.Measure);
            Assert.False(found.MeetsLimits);
            Assert.Equal(leastBytes, least);
            Assert.Equal(leastBytes, instance.Measure(found.Choices).Bytes);
        }
    }

    // Layers with the bytes that each candidate takes beside its numbers: about the same within a layer, or any.
    private sealed class Instance
    {
        private readonly long[][] _overhead;

        public Instance(Random random, bool uneven)
        {
            Layers = [.. Enumerable.Range(0, random.Next(3, 6)).Select(_ => (IReadOnlyList<LayerCandidate>)Draw(random))];
            _overhead = [.. Layers.Select(layer =>
            {
                int usual = random.Next(300, 900);
                return layer.Select((candidate, index) => index == 0 ? 0L : usual + (uneven ? random.Next(0, 3000) : random.Next(0, 40))).ToArray();
            })];
        }

        public IReadOnlyList<LayerCandidate>[] Layers { get; }

        public FileMeasurement Measure(IReadOnlyList<int> choices)
        {
            long[] layers = [.. choices.Select((index, layer) => Bytes(layer, index))];
            return new FileMeasurement(OtherBytes + layers.Sum(), layers);
        }

        public long Between(Random random, Func<LayerCandidate, long> cost)
        {
            double least = Layers.Sum(layer => layer.Min(cost));
            double dense = Layers.Sum(layer => cost(layer[0]));
            return (long)(least + ((dense - least) * ((0.9 * random.NextDouble()) - 0.05)));
        }

        public long MostBytes(Random random)
        {
            double least = Layers.Select((candidates, layer) => candidates.Select((_, index) => Bytes(layer, index)).Min()).Sum();
            double dense = Layers.Select((_, layer) => Bytes(layer, 0)).Sum();
            return OtherBytes + (long)(least + ((dense - least) * ((0.9 * random.NextDouble()) - 0.1)));
        }

        public (double Optimum, long LeastBytes) TryEverything(AllocationLimits limits, long mostBytes)
        {
            (double optimum, long leastBytes) = (double.PositiveInfinity, long.MaxValue);
            foreach (int[] choices in EveryChoice.Of(Layers))
            {
                LayerCandidate[] chosen = [.. Layers.Zip(choices, (layer, choice) => layer[choice])];
                long bytes = Measure(choices).Bytes;
                leastBytes = Math.Min(leastBytes, bytes);
                if (bytes <= mostBytes && limits.Allow(chosen.Sum(candidate => candidate.Parameters), chosen.Sum(candidate => candidate.Macs!.Value)))
                {
                    optimum = Math.Min(optimum, chosen.Sum(candidate => candidate.Loss));
                }
            }

            return (optimum, leastBytes);
        }

        private long Bytes(int layer, int index) => (4 * Layers[layer][index].Parameters) + _overhead[layer][index];

        private static LayerCandidate[] Draw(Random random)
        {
            long parameters = random.Next(300, 8_000);
            long macs = parameters * random.Next(10, 400);
            return [new LayerCandidate(parameters, macs, 0, null), .. Enumerable.Range(0, random.Next(3, 6)).Select(_ =>
            {
                double kept = 0.03 + (0.95 * random.NextDouble());
                double error = Math.Pow(1 - kept, 1.5) * (0.7 + (0.3 * random.NextDouble()));
                return new LayerCandidate((long)(parameters * kept), (long)(macs * kept * (0.5 + random.NextDouble())), error, NoRecipe.Instance);
            })];
        }
    }
}
