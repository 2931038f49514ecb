using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>From the start of a program to its end behind the first result: <c>rsdtr-edge run</c> and the C program, in turns.</summary>
/// <param name="BareMilliseconds">The median of the C program.</param>
/// <param name="Milliseconds">The median of <c>rsdtr-edge run</c>.</param>
/// <param name="Ratios">The second over the first: median and quartiles over pairs.</param>
internal sealed record StartTimes(double BareMilliseconds, double Milliseconds, SpeedupQuartiles Ratios)
{
    private const int WarmUp = 2;

    /// <summary>Measures a network.</summary>
    /// <param name="program">The C program.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="folder">Where the input may be written.</param>
    /// <param name="starts">Pairs that count.</param>
    /// <exception cref="InvalidOperationException">A program failed.</exception>
    public static StartTimes Measure(string program, string model, string folder, int starts)
    {
        OverheadInput input;
        using (EdgeModel edge = EdgeModel.Load(model))
        {
            input = OverheadInput.Write(folder, edge);
        }

        string tool = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rsdtr-edge.exe" : "rsdtr-edge");
        List<double> bareTimes = [], toolTimes = [], ratios = [];
        for (int pair = 0; pair < WarmUp + starts; pair++)
        {
            double bare = Time(program, [OnnxRuntime.Current.LibraryPath, model, "1", input.Shape, input.RawPath]);
            double own = Time(tool, ["run", model, "--input", input.ArrayPath, "--threads", "1"]);
            if (pair >= WarmUp)
            {
                bareTimes.Add(bare);
                toolTimes.Add(own);
                ratios.Add(own / bare);
            }
        }

        return new StartTimes(Percentiles.MedianInPlace(bareTimes.ToArray()), Percentiles.MedianInPlace(toolTimes.ToArray()), SpeedupQuartiles.Of(ratios));
    }

    private static double Time(string program, string[] arguments)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return process.ExitCode == 0 && output.Length > 0
            ? milliseconds
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
    }
}
