using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>What a run from .NET takes more than the same call from C: in one process, on one library, in turns.</summary>
/// <param name="BareMicroseconds">The median run from C.</param>
/// <param name="Library">Through <see cref="EdgeModel"/>.</param>
/// <param name="Package">Through ONNX Runtime's own package; null where that refuses the library (<see cref="PackageSide.Refusal"/>).</param>
/// <param name="Runs">The runs of each that counted.</param>
internal sealed record RunOverhead(double BareMicroseconds, RunSide Library, RunSide? Package, int Runs)
{
    // Long enough that what a change from one session to the other costs is a small part, short enough for many rounds.
    private const int Block = 100;
    private const int WarmUp = 3;

    /// <summary>Measures a network.</summary>
    /// <param name="bare">The C side.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="folder">Where the input may be written.</param>
    /// <param name="seconds">How long each side runs at least.</param>
    /// <exception cref="InvalidOperationException">They do not compute the same.</exception>
    public static RunOverhead Measure(BareProgram bare, string model, string folder, double seconds)
    {
        EdgeModel loaded = EdgeModel.Load(model, new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1 } });
        using EdgeModelSide edge = new(loaded);
        OverheadInput input = OverheadInput.Write(folder, loaded);
        input.Values.CopyTo(loaded.Input);
        edge.Run();
        using PackageSide? package = PackageSide.Refusal is null ? new PackageSide(model, loaded.InputShape, loaded.OutputShape) : null;
        if (package is not null)
        {
            input.Values.CopyTo(package.Input);
        }

        bare.Load(OnnxRuntime.Current.LibraryPath, model, threads: 1, input.Shape, input.RawPath);

        long[] nanoseconds = new long[Block];
        double[] bareTimes = new double[Block];
        List<double> bareMedians = [];
        SideTimes[] sides = [new(edge, Block), .. package is null ? [] : (SideTimes[])[new(package, Block)]];
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round <= WarmUp || Stopwatch.GetElapsedTime(begin).TotalSeconds < (sides.Length + 1) * seconds; round++)
        {
            // Who is first changes, so that what one leaves in the caches serves all alike.
            for (int turn = 0; turn <= sides.Length; turn++)
            {
                int side = (round + turn) % (sides.Length + 1);
                if (side == sides.Length)
                {
                    bare.RunTimed(nanoseconds);
                }
                else
                {
                    sides[side].RunBlock();
                }
            }

            if (round >= WarmUp)
            {
                for (int run = 0; run < Block; run++)
                {
                    bareTimes[run] = nanoseconds[run] / 1e3;
                }

                bareMedians.Add(Percentiles.MedianInPlace(bareTimes));
                Array.ForEach(sides, side => side.Count(bareMedians[^1]));
            }
        }

        float[] expected = bare.ReadOutput();
        return expected.AsSpan().SequenceEqual(edge.Output) && (package is null || expected.AsSpan().SequenceEqual(package.Output))
            ? new RunOverhead(Percentiles.MedianInPlace([.. bareMedians]), sides[0].Result(), package is null ? null : sides[1].Result(), bareMedians.Count * Block)
            : throw new InvalidOperationException($"{Path.GetFileName(model)}: C, EdgeModel and the package do not compute the same.");
    }
}
