using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class PairedBenchmarkTests
{
    private static readonly PairedBenchmarkOptions Quick = new() { WarmUp = 2, MinimumTime = TimeSpan.Zero, MinimumPairs = 4 };

    [Fact]
    public void The_two_take_turns_and_change_who_comes_first()
    {
        List<char> runs = [];
        PairedLatency latency = PairedBenchmark.Compare(() => runs.Add('s'), () => runs.Add('a'), Quick);
        // Warm-up, then blocks of one run that counts and one before it that does not: no time is left for more.
        Assert.Equal("ssaa" + "ssaa" + "aass" + "ssaa" + "aass", string.Concat(runs));
        Assert.Equal(4, latency.Pairs);
        Assert.True(latency.SpeedupLow <= latency.Speedup && latency.Speedup <= latency.SpeedupHigh);
        Assert.Equal(latency.VoidReasons.Length > 0, latency.Void);
    }

    [Fact]
    public void Models_in_memory_are_compared()
    {
        using EdgeModel first = EdgeModel.Load(TinyModel.Affine(), new EdgeModelOptions { Session = PairedBenchmark.SessionOptions(1) });
        using EdgeModel second = EdgeModel.Load(TinyModel.Affine(), new EdgeModelOptions { Session = PairedBenchmark.SessionOptions(2) });
        PairedLatency latency = PairedBenchmark.Compare(() => first.Run(), () => second.Run(), Quick);
        Assert.True(latency.SubjectMs > 0 && latency.AgainstMs > 0 && latency.Speedup > 0);
    }

    [Fact]
    public void Cancelling_stops_the_measurement()
    {
        using CancellationTokenSource source = new();
        int runs = 0;
        Assert.Throws<OperationCanceledException>(() => PairedBenchmark.Compare(
            () =>
            {
                if (++runs == 5)
                {
                    source.Cancel();
                }
            },
            () => { },
            Quick with { MinimumTime = TimeSpan.FromDays(1) },
            source.Token));
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBenchmark.Compare(() => { }, () => { }, Quick with { WarmUp = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBenchmark.Compare(() => { }, () => { }, Quick with { MinimumPairs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBenchmark.SessionOptions(0));
    }
}
