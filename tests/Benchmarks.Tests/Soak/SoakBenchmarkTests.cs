using RsdtrEdge.Benchmarks.Soak;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.Soak;

public sealed class SoakBenchmarkTests
{
    private static readonly string s_model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");

    [Fact]
    public void A_short_soak_keeps_every_duration_allocates_nothing_and_meets_the_histograms_bound()
    {
        SoakRun run = SoakRun.Measure(s_model, runs: 300, threads: 1, TextWriter.Null);
        Assert.Equal((300, 300), ((int)run.Latency.Count, run.Milliseconds.Length));
        Assert.All(run.Milliseconds, milliseconds => Assert.True(milliseconds > 0));
        Assert.Equal(0, run.AllocatedBytes);
        Assert.Equal(11, run.ResidentBytes.Count);

        StringWriter writer = new();
        string page = new SoakReport(run, writer).ToMarkdown();
        Assert.Contains("300 runs in ", page, StringComparison.Ordinal);
        Assert.Contains("| p99 |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("p99.9", page, StringComparison.Ordinal); // 300 runs have none
        Assert.DoesNotContain("| no |", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999_999, 0, true)]
    [InlineData(1_000_000, 0, false)]
    [InlineData(-5_000_000, 0, true)]
    [InlineData(0, 24, false)]
    public void The_bars_are_memory_that_stays_flat_and_no_allocation(long growth, long allocated, bool isMet)
    {
        Assert.Equal(isMet, new SoakReport(Made(100, growth, allocated, recorded: 2), TextWriter.Null).IsMet);
        Assert.Equal(isMet, new SoakReport(Made(100, growth, allocated, recorded: 2.003), TextWriter.Null).IsMet);
        Assert.False(new SoakReport(Made(100, growth, allocated, recorded: 2.03), TextWriter.Null).IsMet);
    }

    [Fact]
    public void Options_are_told_on_the_page_but_for_the_page()
    {
        SoakOptions options = SoakOptions.Parse(["--model", s_model, "--runs", "5000", "--markdown", "page.md"]);
        Assert.Equal((5000, 1, "page.md"), (options.Runs, options.Threads, options.Markdown));
        Assert.Equal($"soak --runs 5000 --model {s_model}", options.Command);
        Assert.Equal(1_000_000, SoakOptions.Parse(["--model", s_model]).Runs);
    }

    [Theory]
    [InlineData("--runs", "99")]
    [InlineData("--runs", "many")]
    [InlineData("--runs")]
    [InlineData("--threads", "0")]
    [InlineData("--model", "absent.onnx")]
    [InlineData("--seconds", "3")]
    public void What_cannot_be_understood_is_refused(params string[] args)
    {
        StringWriter error = new();
        Assert.Equal(2, SoakBenchmark.Run(args, TextWriter.Null, error));
        Assert.Contains("usage: benchmarks soak", error.ToString(), StringComparison.Ordinal);
    }

    // Runs of 2 ms, recorded as something else.
    private static SoakRun Made(int runs, long growth, long allocated, double recorded)
    {
        LatencyMonitor monitor = new();
        for (int i = 0; i < runs; i++)
        {
            monitor.Record(TimeSpan.FromMilliseconds(recorded));
        }

        return new SoakRun(monitor.Snapshot(), [.. Enumerable.Repeat(2.0, runs)], 100, [50_000_000, 50_000_000 + growth], allocated, TimeSpan.FromSeconds(1));
    }
}
