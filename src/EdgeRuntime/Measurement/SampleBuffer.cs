using System.Diagnostics;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Durations in ticks of <see cref="Stopwatch"/>. It is made large enough beforehand; where the guess was too low it grows between two runs.</summary>
internal sealed class SampleBuffer(int capacity)
{
    private long[] _ticks = new long[Math.Max(capacity, 16)];

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a duration.</summary>
    public void Add(long duration)
    {
        if (Count == _ticks.Length)
        {
            Array.Resize(ref _ticks, _ticks.Length * 2);
        }

        _ticks[Count++] = duration;
    }

    /// <summary>Samples in milliseconds, in the order they were taken.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public double[] ToMilliseconds(int start, int count)
    {
        double[] result = new double[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = _ticks[start + i] * 1000.0 / Stopwatch.Frequency;
        }

        return result;
    }

    /// <summary>All samples in milliseconds, in the order they were taken.</summary>
    public double[] ToMilliseconds() => ToMilliseconds(0, Count);
}
