using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>The starts of one form of <c>rsdtr-edge</c>.</summary>
/// <param name="Milliseconds">The median.</param>
/// <param name="Ratios">Over the C program's of the same round: median and quartiles.</param>
internal sealed record ToolStart(double Milliseconds, SpeedupQuartiles Ratios)
{
    /// <summary>The figures of rounds.</summary>
    /// <param name="times">The tool's times.</param>
    /// <param name="bareTimes">The C program's times, of the same rounds.</param>
    public static ToolStart Of(IReadOnlyList<double> times, IReadOnlyList<double> bareTimes) =>
        new(Percentiles.MedianInPlace([.. times]), SpeedupQuartiles.Of(times.Zip(bareTimes, (time, bare) => time / bare)));
}
