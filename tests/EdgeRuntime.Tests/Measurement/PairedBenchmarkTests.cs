using RsdtrEdge.Runtime.Board;
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

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(null, false)]
    public void Another_program_that_takes_a_processor_from_the_threads_voids_it(int? threads, bool isVoid)
    {
        // Of two processors one is another program's: a run of one thread has its own, a run of two has not.
        PairedBenchmarkOptions options = Quick with { Threads = threads, Telemetry = new SharedMachine(), Time = new ProcessorClock() };
        PairedLatency latency = PairedBenchmark.Compare(Work, Work, options);
        Assert.Equal(isVoid, latency.VoidReasons.Any(reason => reason.StartsWith("other programs were running: they had 1.", StringComparison.Ordinal)));
        Assert.DoesNotContain(latency.VoidReasons, reason => !reason.StartsWith("other programs", StringComparison.Ordinal));

        static void Work()
        {
            TimeSpan end = Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(20);
            while (Environment.CpuUsage.TotalTime < end)
            {
                Thread.SpinWait(1000);
            }
        }
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
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBenchmark.Compare(() => { }, () => { }, Quick with { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBenchmark.SessionOptions(0));
    }

    /// <summary>A clock that passes with this process's time on processors, so that the process has one processor whatever else the machine does.</summary>
    private sealed class ProcessorClock : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
    }

    /// <summary>Two processors: one is this process's, and another program has the other.</summary>
    private sealed class SharedMachine : IBoardTelemetry
    {
        public BoardInfo Describe() => new();

        public BoardReading Read(bool asksFirmware = true) => new() { Processors = new ProcessorTimes(2 * Environment.CpuUsage.TotalTime.TotalSeconds, 2) };
    }
}
