using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>What a run through <see cref="EdgeModel"/> takes more than the same call from C: in one process, on one library, in turns.</summary>
/// <param name="BareMicroseconds">The median run from C.</param>
/// <param name="Microseconds">The median run through the library.</param>
/// <param name="Ratios">The library's time over C's: median and quartiles over rounds of a block of each.</param>
/// <param name="Runs">The runs of each that counted.</param>
internal sealed record RunOverhead(double BareMicroseconds, double Microseconds, SpeedupQuartiles Ratios, int Runs)
{
    // Long enough that what a change from one session to the other costs is a small part, short enough for many rounds.
    private const int Block = 100;
    private const int WarmUp = 3;

    /// <summary>Measures a network.</summary>
    /// <param name="bare">The C side.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="folder">Where the input may be written.</param>
    /// <param name="seconds">How long each side runs at least.</param>
    /// <exception cref="InvalidOperationException">The two do not compute the same.</exception>
    public static RunOverhead Measure(BareProgram bare, string model, string folder, double seconds)
    {
        EdgeModelOptions options = new() { Session = new SessionOptions { IntraOpThreads = 1 } };
        using EdgeModel edge = EdgeModel.Load(model, options);
        OverheadInput input = OverheadInput.Write(folder, edge);
        input.Values.CopyTo(edge.Input);
        bare.Load(OnnxRuntime.Current.LibraryPath, model, threads: 1, input.Shape, input.RawPath);

        long[] nanoseconds = new long[Block];
        double[] ticks = new double[Block];
        List<double> bareTimes = [], edgeTimes = [], ratios = [];
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round <= WarmUp || Stopwatch.GetElapsedTime(begin).TotalSeconds < 2 * seconds; round++)
        {
            // Who is first changes, so that what one leaves in the caches serves both alike.
            if (round % 2 == 0)
            {
                bare.RunTimed(nanoseconds);
                Run(edge, ticks);
            }
            else
            {
                Run(edge, ticks);
                bare.RunTimed(nanoseconds);
            }

            if (round >= WarmUp)
            {
                double bareMedian = Median([.. nanoseconds.Select(time => time / 1e3)]);
                double edgeMedian = Median([.. ticks.Select(time => time * 1e6 / Stopwatch.Frequency)]);
                bareTimes.Add(bareMedian);
                edgeTimes.Add(edgeMedian);
                ratios.Add(edgeMedian / bareMedian);
            }
        }

        return bare.ReadOutput().AsSpan().SequenceEqual(edge.GetOutput(0))
            ? new RunOverhead(Median([.. bareTimes]), Median([.. edgeTimes]), SpeedupQuartiles.Of(ratios), ratios.Count * Block)
            : throw new InvalidOperationException($"{Path.GetFileName(model)}: the C program computes something else.");
    }

    private static void Run(EdgeModel edge, double[] ticks)
    {
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = edge.Run();
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }
    }

    private static double Median(double[] samples) => Percentiles.MedianInPlace(samples);
}
