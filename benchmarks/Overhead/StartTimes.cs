using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>From the start of a program to its end behind the first result: the C program and <c>rsdtr-edge run</c>, in turns.</summary>
/// <param name="BareMilliseconds">The median of the C program.</param>
/// <param name="Managed">As it is built: .NET compiles it while it runs.</param>
/// <param name="Native">Published as native code; null where it is not there.</param>
internal sealed record StartTimes(double BareMilliseconds, ToolStart Managed, ToolStart? Native)
{
    private const int WarmUp = 2;

    // The runtime sets it for itself: both sides start without ONNX Runtime's own telemetry, which writes files.
    private static readonly Dictionary<string, string> s_quiet = new() { [TelemetryOptOut.Variable] = "1" };

    /// <summary>Measures a network.</summary>
    /// <param name="program">The C program.</param>
    /// <param name="native">The native tool; null for none.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="folder">Where the input may be written.</param>
    /// <param name="starts">Rounds that count, of one start of each.</param>
    /// <exception cref="InvalidOperationException">A program failed, or the native tool prints something else than the managed one.</exception>
    public static StartTimes Measure(string program, string? native, string model, string folder, int starts)
    {
        OverheadInput input;
        using (EdgeModel edge = EdgeModel.Load(model))
        {
            input = OverheadInput.Write(folder, edge);
        }

        string managed = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rsdtr-edge.exe" : "rsdtr-edge");
        string[] run = ["run", model, "--input", input.ArrayPath, "--threads", "1"];
        List<double> bareTimes = [], managedTimes = [], nativeTimes = [];
        for (int round = 0; round < WarmUp + starts; round++)
        {
            string[] outputs = new string[native is null ? 2 : 3];
            double[] milliseconds = Turns.Take(round, outputs.Length, side =>
            {
                (double time, outputs[side]) = side switch
                {
                    0 => Time(program, [OnnxRuntime.Current.LibraryPath, model, "1", input.Shape, input.RawPath], s_quiet),
                    1 => Time(managed, run),
                    _ => Time(native!, run),
                };
                return time;
            });
            if (native is not null && outputs[2] != outputs[1])
            {
                throw new InvalidOperationException($"{Path.GetFileName(model)}: the native tool prints something else:\n{outputs[2]}");
            }

            if (round >= WarmUp)
            {
                bareTimes.Add(milliseconds[0]);
                managedTimes.Add(milliseconds[1]);
                nativeTimes.AddRange(milliseconds[2..]);
            }
        }

        return new StartTimes(Percentiles.MedianInPlace(bareTimes.ToArray()), ToolStart.Of(managedTimes, bareTimes), native is null ? null : ToolStart.Of(nativeTimes, bareTimes));
    }

    private static (double Milliseconds, string Output) Time(string program, string[] arguments, Dictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return process.ExitCode == 0 && output.Length > 0
            ? (milliseconds, output)
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
    }
}
