using System.Diagnostics;

namespace RsdtrEdge.Benchmarks;

/// <summary>Repeats a piece of work and keeps every time it took.</summary>
internal sealed class Timing
{
    private readonly double[] _seconds;

    private Timing(double[] seconds) => _seconds = seconds;

    /// <summary>The middle time in seconds.</summary>
    public double Median => Measurement.Median.Of(_seconds);

    /// <summary>The shortest time in seconds.</summary>
    public double Least => _seconds.Min();

    /// <summary>The longest time in seconds.</summary>
    public double Most => _seconds.Max();

    /// <summary>How many times.</summary>
    public int Count => _seconds.Length;

    /// <summary>Runs work several times.</summary>
    public static Timing Of(int count, Action work)
    {
        double[] seconds = new double[count];
        for (int i = 0; i < count; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            work();
            seconds[i] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        return new Timing(seconds);
    }
}
