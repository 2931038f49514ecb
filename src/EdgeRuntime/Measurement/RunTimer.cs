using System.Diagnostics;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Times the runs of a model and keeps those that count.</summary>
/// <param name="run">One run.</param>
internal sealed class RunTimer(Action run)
{
    private SampleBuffer _samples = new(0);

    /// <summary>The runs that count.</summary>
    public int Count => _samples.Count;

    /// <summary>The time of the runs that count.</summary>
    public TimeSpan Total => Stopwatch.GetElapsedTime(0, TotalTicks);

    /// <summary>The samples in milliseconds, in the order they were taken.</summary>
    public double[] Milliseconds => _samples.ToMilliseconds();

    private long TotalTicks { get; set; }

    /// <summary>Makes room for so many runs that count.</summary>
    public void Reserve(int count) => _samples = new SampleBuffer(count);

    /// <summary>One run that does not count.</summary>
    /// <returns>Its milliseconds.</returns>
    public double RunUncounted() => ToMilliseconds(Time());

    /// <summary>One run that counts.</summary>
    public void RunTimed()
    {
        long duration = Time();
        _samples.Add(duration);
        TotalTicks += duration;
    }

    /// <summary>A block: one run that brings the model back into the caches and does not count, and the runs that do.</summary>
    /// <returns>The median of the block in milliseconds.</returns>
    public double RunBlock(int length, CancellationToken cancellationToken)
    {
        _ = Time();
        int start = _samples.Count;
        for (int i = 0; i < length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunTimed();
        }

        return Percentiles.MedianInPlace(_samples.ToMilliseconds(start, length));
    }

    private long Time()
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetTimestamp() - start;
    }

    private static double ToMilliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
