using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tools.Edge.Supervision;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>
/// Measures the peak memory of a model in a process of its own: in the process that has already loaded another, the
/// peak would be that of both.
/// </summary>
internal static class PeakMemoryProbe
{
    private const int WarmUp = 10;

    /// <summary>Loads and warms up the model in a fresh process of this program.</summary>
    /// <returns>Bytes, or null where such a process did not get that far.</returns>
    public static long? Measure(string model, LatencyBenchmarkOptions options, CancellationToken cancellation)
    {
        string report = Path.Combine(Path.GetTempPath(), $"rsdtr-edge-{Guid.NewGuid():N}.json");
        try
        {
            using Process? process = Process.Start(CreateStart(model, options, report));
            if (process is null)
            {
                return null;
            }

            // Both streams are read, so that a full pipe cannot stop the process.
            Task output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task error = process.StandardError.ReadToEndAsync(cancellation);
            try
            {
                Task.WaitAll([output, error], cancellation);
            }
            catch
            {
                process.Kill();
                throw;
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? LatencyReportJson.Read(File.ReadAllText(report)).PeakResidentBytes : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or JsonException)
        {
            return null;
        }
        finally
        {
            AtomicFile.TryDelete(report);
        }
    }

    private static ProcessStartInfo CreateStart(string model, LatencyBenchmarkOptions options, string report)
    {
        ProcessStartInfo start = ChildProcess.CreateStart();
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        // Whatever disturbs the runs, memory is what they take.
        Add("bench", model, "--seconds", "0", "--min-count", "1", "--json", report, "--force");
        Add("--warmup", Text(options.WarmUp ?? WarmUp), "--seed", Text(options.Seed));
        if (options.Model.Session.IntraOpThreads > 0)
        {
            Add("--threads", Text(options.Model.Session.IntraOpThreads));
        }

        if (options.Model.Session.Providers is [{ Name: { } provider }, ..])
        {
            Add("--provider", provider);
        }

        if (!options.Model.InputShape.IsDefaultOrEmpty)
        {
            Add("--input-shape", string.Join(',', options.Model.InputShape.Select(size => size.ToString(CultureInfo.InvariantCulture))));
        }

        return start;

        void Add(params string[] arguments) => Array.ForEach(arguments, start.ArgumentList.Add);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
