using System.Diagnostics;
using System.Diagnostics.Metrics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Soak;

/// <summary>
/// One model that runs for long, with a <see cref="LatencyMonitor"/>, and with a listener to the metrics that keeps every duration: what the histogram is held
/// against.
/// </summary>
/// <param name="Latency">What the monitor recorded.</param>
/// <param name="Milliseconds">Each run, in ascending order.</param>
/// <param name="WarmUps">Runs before them, which do not count.</param>
/// <param name="ResidentBytes">The memory that the process had in RAM after the warm-up, and after each tenth of the runs.</param>
/// <param name="AllocatedBytes">Managed memory that the runs allocated.</param>
/// <param name="Elapsed">How long it all took.</param>
internal sealed record SoakRun(
    LatencySnapshot Latency, double[] Milliseconds, int WarmUps, IReadOnlyList<long?> ResidentBytes, long AllocatedBytes, TimeSpan Elapsed)
{
    /// <summary>How much more memory the process had in RAM at the end than after the warm-up; null where the system does not say.</summary>
    public long? GrowthBytes => ResidentBytes[^1] - ResidentBytes[0];

    /// <summary>The most that it had more at any of the readings.</summary>
    public long? MostGrowthBytes => ResidentBytes.Max() - ResidentBytes[0];

    private const int Parts = 10;
    private const int WarmUpParts = 100;

    /// <summary>Runs the model.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="runs">How many runs count.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="progress">Hears of each tenth.</param>
    public static SoakRun Measure(string model, int runs, int threads, TextWriter progress)
    {
        // The first runs compile, and let the libraries take the memory that they keep.
        int warmUps = Math.Max(1000, runs / 20);
        double[] seconds = new double[warmUps + runs];
        Array.Fill(seconds, double.NaN); // Its pages are in RAM before the first reading.
        int heard = 0, thread = Environment.CurrentManagedThreadId;
        using MeterListener listener = new();
        listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
        {
            // Runs on other threads are of other models.
            if (Environment.CurrentManagedThreadId == thread)
            {
                seconds[heard++] = value;
            }
        });
        listener.EnableMeasurementEvents(RuntimeMetrics.Duration);

        LatencyMonitor monitor = new();
        using EdgeModel network = EdgeModel.Load(model, new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = threads }, Monitor = monitor });
        SeededInput.Normal(network.Input.Length, seed: 0).CopyTo(network.Input);

        // Reading the memory and telling of it take some, too, until the runtime has compiled a second time, in the background, what was called 30 times.
        progress.WriteLine("  warm-up");
        _ = RunParts(warmUps, WarmUpParts, TextWriter.Null);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        LatencySnapshot before = monitor.Snapshot();
        long begin = Stopwatch.GetTimestamp();
        (List<long?> resident, long allocated) = RunParts(runs, Parts, progress);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        double[] milliseconds = [.. seconds.Skip(warmUps).Select(value => 1000 * value)];
        Array.Sort(milliseconds);
        return new SoakRun(monitor.Snapshot().Since(before), milliseconds, warmUps, resident, allocated, elapsed);

        (List<long?> Resident, long Allocated) RunParts(int count, int parts, TextWriter told)
        {
            List<long?> resident = [ReadResident()];
            long allocated = 0;
            for (int part = 0; part < parts; part++)
            {
                long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                Repeat(network, (int)((long)count * (part + 1) / parts) - (int)((long)count * part / parts));
                allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
                resident.Add(ReadResident());
                told.WriteLine($"  {part + 1} of {parts}: {resident[^1] / 1000:N0} kB in RAM");
            }

            return (resident, allocated);
        }
    }

    private static void Repeat(EdgeModel network, int runs)
    {
        for (int i = 0; i < runs; i++)
        {
            _ = network.Run();
        }
    }

    // What the reading itself leaves behind is collected first.
    private static long? ReadResident()
    {
        GC.Collect();
        return ResidentMemory.ReadNow();
    }
}
