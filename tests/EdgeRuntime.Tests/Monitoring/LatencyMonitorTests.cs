using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Monitoring;

namespace RsdtrEdge.Runtime.Tests.Monitoring;

public sealed class LatencyMonitorTests
{
    private static readonly double[] s_percents = [0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

    /// <summary>Distributions of latencies, each as the quantile function of a uniform number; in ticks of 100 ns.</summary>
    public static TheoryData<string, int> Distributions => new()
    {
        { "constant", 1 }, { "uniform", 2 }, { "normal", 3 }, { "exponential", 4 }, { "log-normal", 5 }, { "Pareto", 6 }, { "two peaks", 7 }, { "a few ticks", 8 },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Percentiles_are_within_the_bound_of_the_exact_ones(string distribution, int seed)
    {
        foreach (int count in (int[])[1, 7, 100, 20_000])
        {
            double[] samples = Draw(distribution, count, seed);
            LatencySnapshot snapshot = Recorded(samples);
            Array.Sort(samples);

            Assert.Equal((count, 0), (snapshot.Count, snapshot.Clamped));
            Assert.Equal(samples[0], snapshot.MinMs!.Value, 1e-9);
            Assert.Equal(samples[^1], snapshot.MaxMs!.Value, 1e-9);
            Assert.Equal(samples.Average(), snapshot.MeanMs!.Value, 1e-12 * samples.Sum());
            foreach (double percent in s_percents)
            {
                double? exact = Percentiles.Of(samples, percent);
                double? found = snapshot.PercentileMs(percent);
                Assert.Equal(exact is null, found is null);
                if (exact is { } expected)
                {
                    AssertWithin(expected, found!.Value, $"p{percent} of {count}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void An_interval_holds_what_was_recorded_in_it(string distribution, int seed)
    {
        double[] samples = Draw(distribution, 3_000, seed);
        LatencyMonitor monitor = new();
        Record(monitor, samples[..1_000]);
        LatencySnapshot first = monitor.Snapshot();
        Record(monitor, samples[1_000..]);
        LatencySnapshot interval = monitor.Snapshot().Since(first);

        double[] later = samples[1_000..];
        Array.Sort(later);
        Assert.Equal((1_000, 2_000), (first.Count, interval.Count));
        Assert.Equal(later.Average(), interval.MeanMs!.Value, 1e-12 * later.Sum());
        AssertWithin(later[0], interval.MinMs!.Value, "min");
        AssertWithin(later[^1], interval.MaxMs!.Value, "max");
        Assert.All(s_percents.Where(percent => percent <= 99 || percent == 100), percent =>
            AssertWithin(Percentiles.Of(later, percent)!.Value, interval.PercentileMs(percent)!.Value, $"p{percent}"));
    }

    [Fact]
    public void An_empty_interval_has_no_figures()
    {
        LatencyMonitor monitor = new();
        Record(monitor, [1.5]);
        LatencySnapshot now = monitor.Snapshot();
        foreach (LatencySnapshot none in (LatencySnapshot[])[new LatencyMonitor().Snapshot(), now.Since(now)])
        {
            Assert.Equal((0, 0), (none.Count, none.Clamped));
            Assert.Equal((null, null, null, null), (none.MeanMs, none.MinMs, none.MaxMs, none.PercentileMs(50)));
            Assert.Equal("no runs", none.ToString());
        }
    }

    // 1.001 ms lies in the upper half of its bucket, 1.0039 ms in the lower half of its.
    [Theory]
    [InlineData(5, 1.001)]
    [InlineData(0.5, 1.0039)]
    public void A_new_extreme_in_a_bucket_alone_is_both_extremes_of_the_interval(double earlier, double later)
    {
        LatencyMonitor monitor = new();
        Record(monitor, [earlier]);
        LatencySnapshot first = monitor.Snapshot();
        Record(monitor, [later, later]);
        LatencySnapshot interval = monitor.Snapshot().Since(first);
        Assert.Equal((later, later), (interval.MinMs!.Value, interval.MaxMs!.Value));
        Assert.Equal(later, interval.PercentileMs(50));
    }

    [Fact]
    public void Snapshots_in_the_wrong_order_are_refused()
    {
        LatencyMonitor monitor = new();
        LatencySnapshot first = monitor.Snapshot();
        Record(monitor, [2]);
        Assert.Throws<ArgumentException>(() => first.Since(monitor.Snapshot()));
        Assert.Throws<ArgumentException>(() => monitor.Snapshot().Since(new LatencyMonitor().Snapshot()));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.PercentileMs(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.PercentileMs(100.1));
    }

    [Fact]
    public void What_is_out_of_range_is_clamped_and_counted()
    {
        LatencyMonitor monitor = new();
        foreach (TimeSpan latency in (TimeSpan[])[TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.Zero, LatencyMonitor.Longest, LatencyMonitor.Longest + TimeSpan.FromTicks(1), TimeSpan.MaxValue])
        {
            monitor.Record(latency);
        }

        monitor.RecordElapsed(-1);
        monitor.RecordElapsed(long.MaxValue);
        LatencySnapshot snapshot = monitor.Snapshot();
        Assert.Equal((8, 6), (snapshot.Count, snapshot.Clamped));
        Assert.Equal(0, snapshot.MinMs);
        Assert.Equal(LatencyBuckets.Longest / 1e6, snapshot.MaxMs);
        Assert.Equal(0, snapshot.PercentileMs(50));
        Assert.Contains("6 clamped", snapshot.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Timestamps_are_durations_of_the_stopwatch()
    {
        LatencyMonitor monitor = new();
        monitor.RecordElapsed(Stopwatch.Frequency / 4);
        Assert.Equal(250, monitor.Snapshot().MaxMs!.Value, 1e-3);
    }

    [Fact]
    public void Threads_that_record_at_once_lose_nothing_and_intervals_meanwhile_count_each_run_once()
    {
        const int Threads = 6, Runs = 40_000;
        LatencyMonitor monitor = new();
        List<LatencySnapshot> intervals = [];
        LatencySnapshot last = monitor.Snapshot();
        Thread[] writers = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (int run = 1; run <= Runs; run++)
            {
                monitor.Record(TimeSpan.FromTicks((thread * Runs) + run));
            }
        }))];
        Array.ForEach(writers, writer => writer.Start());
        while (writers.Any(writer => writer.IsAlive))
        {
            TakeInterval();
        }

        TakeInterval();
        Array.ForEach(writers, writer => writer.Join());

        // 1 to n, each once, in units of 100 ns.
        const long N = Threads * Runs;
        Assert.Equal(N, intervals.Sum(interval => interval.Count));
        Assert.Equal((N, 0), (last.Count, last.Clamped));
        Assert.Equal((1e-4, N * 1e-4), (last.MinMs!.Value, last.MaxMs!.Value));
        Assert.Equal((N + 1) / 2.0 * 1e-4, last.MeanMs!.Value, 1e-9);

        void TakeInterval()
        {
            LatencySnapshot now = monitor.Snapshot();
            intervals.Add(now.Since(last));
            last = now;
        }
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        LatencyMonitor monitor = new();
        Record(monitor, [1, 2]);
        monitor.RecordElapsed(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            monitor.Record(TimeSpan.FromTicks(i));
            monitor.RecordElapsed(i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_snapshot_is_one_line_for_a_person()
    {
        LatencyMonitor monitor = new();
        Record(monitor, [.. Enumerable.Repeat(0.0004, 90), .. Enumerable.Repeat(0.0005, 9)]);
        Assert.Equal("99 runs: mean 0.000 ms, p50 0.000 ms, p90 0.000 ms, p99 unknown, max 0.001 ms", monitor.Snapshot().ToString());
    }

    private static LatencySnapshot Recorded(double[] milliseconds)
    {
        LatencyMonitor monitor = new();
        Record(monitor, milliseconds);
        return monitor.Snapshot();
    }

    private static void Record(LatencyMonitor monitor, double[] milliseconds) =>
        Array.ForEach(milliseconds, value => monitor.Record(TimeSpan.FromTicks((long)Math.Round(value * TimeSpan.TicksPerMillisecond))));

    private static void AssertWithin(double exact, double found, string what) =>
        Assert.True(Math.Abs(found - exact) <= (LatencyMonitor.RelativeError * exact) + 1e-12, $"{what}: {found}, exactly {exact}");

    // Milliseconds that are whole ticks, so that nothing is rounded when they are recorded.
    private static double[] Draw(string distribution, int count, int seed)
    {
        Random random = new(seed);
        float[] normal = SeededInput.Normal(count, seed);
        return [.. Enumerable.Range(0, count).Select(i => Math.Clamp(Math.Round(Value(i) * TimeSpan.TicksPerMillisecond), 0, 1e10) / TimeSpan.TicksPerMillisecond)];

        double Value(int i) => distribution switch
        {
            "constant" => 12.3457,
            "uniform" => 100 * random.NextDouble(),
            "normal" => 20 + (3 * normal[i]),
            "exponential" => -5 * Math.Log(1 - random.NextDouble()),
            "log-normal" => Math.Exp(2 * normal[i]),
            "Pareto" => 0.01 / Math.Pow(1 - random.NextDouble(), 1 / 0.8),
            "two peaks" => random.Next(20) == 0 ? 250 + normal[i] : 7 + (0.1 * normal[i]),
            _ => random.Next(8) / (double)TimeSpan.TicksPerMillisecond,
        };
    }
}
