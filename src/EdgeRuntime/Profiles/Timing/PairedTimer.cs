using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Profiles.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>
/// Times networks: what one does beyond another (the usual run of the first less that of the second), or what one takes alone. The usual run is
/// the lower quartile: other programs interrupt many of the longer runs, and each of those takes longer; on an undisturbed machine it is within
/// a percent of the median.
/// </summary>
internal static class PairedTimer
{
    // Runs that last longer are no better for a run that fills the caches before them, nor for many repeats.
    private const double LongRunMicroseconds = 1_000;
    private const double SlowRunMicroseconds = 20_000;
    private const int BlockLength = 3;
    private const int FewestRuns = 5;
    private const int FewestSlowRuns = 3;
    private const int MostRuns = 4_000;

    /// <summary>The difference in microseconds, which noise may make negative.</summary>
    /// <param name="longer">The network that does more.</param>
    /// <param name="shorter">The one that does less, with the same input.</param>
    /// <param name="session">How both are loaded: threads and execution providers.</param>
    /// <param name="slice">How long to run both together, at least.</param>
    /// <param name="cancellation">Stops the timing after the run in progress.</param>
    public static double Difference(byte[] longer, byte[] shorter, SessionOptions session, TimeSpan slice, CancellationToken cancellation)
    {
        List<double> more = [], less = [];
        if (session.IntraOpThreads > 1)
        {
            // The waiting threads of one session spin and would take processors from the other: only one is there at a time.
            TimeAlone(longer, session, slice / 2, more, cancellation);
            TimeAlone(shorter, session, slice / 2, less, cancellation);
        }
        else
        {
            using EdgeModel first = Load(longer, session), second = Load(shorter, session);
            long start = Stopwatch.GetTimestamp();
            while (!IsEnough(more, start, slice))
            {
                cancellation.ThrowIfCancellationRequested();
                TimeBlock(first, more);
                TimeBlock(second, less);
            }
        }

        return Usual(more) - Usual(less);
    }

    /// <summary>The usual run of one network in microseconds.</summary>
    /// <param name="network">The network.</param>
    /// <param name="session">How it is loaded: threads and execution providers.</param>
    /// <param name="slice">How long to run it, at least.</param>
    /// <param name="cancellation">Stops the timing after the run in progress.</param>
    public static double Alone(byte[] network, SessionOptions session, TimeSpan slice, CancellationToken cancellation)
    {
        List<double> times = [];
        TimeAlone(network, session, slice, times, cancellation);
        return Usual(times);
    }

    /// <summary>A network that has run twice: the second run finds its memory planned.</summary>
    public static EdgeModel Load(byte[] network, SessionOptions session)
    {
        EdgeModel model = EdgeModel.Load(network, new EdgeModelOptions { Session = session });
        try
        {
            RandomNumbers.Fill(model.Input, scale: 1, seed: 1);
            model.Run();
            model.Run();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Microseconds of one run.</summary>
    public static double Time(EdgeModel model)
    {
        long start = Stopwatch.GetTimestamp();
        model.Run();
        return (Stopwatch.GetTimestamp() - start) * (1e6 / Stopwatch.Frequency);
    }

    /// <summary>The median.</summary>
    public static double Median(List<double> values) => Percentiles.MedianInPlace(values.ToArray());

    private static double Usual(List<double> times)
    {
        times.Sort();
        return times[times.Count / 4];
    }

    private static void TimeAlone(byte[] network, SessionOptions session, TimeSpan slice, List<double> times, CancellationToken cancellation)
    {
        using EdgeModel model = Load(network, session);
        long start = Stopwatch.GetTimestamp();
        while (!IsEnough(times, start, slice))
        {
            cancellation.ThrowIfCancellationRequested();
            TimeBlock(model, times);
        }
    }

    private static bool IsEnough(List<double> times, long start, TimeSpan slice)
    {
        int fewest = times.Count > 0 && times[0] > SlowRunMicroseconds ? FewestSlowRuns : FewestRuns;
        return times.Count >= fewest && (times.Count >= MostRuns || Stopwatch.GetElapsedTime(start) >= slice);
    }

    private static void TimeBlock(EdgeModel model, List<double> times)
    {
        double first = Time(model);
        if (first > LongRunMicroseconds)
        {
            times.Add(first);
            return;
        }

        for (int i = 0; i < BlockLength; i++)
        {
            times.Add(Time(model));
        }
    }
}
