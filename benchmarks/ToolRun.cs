using System.Diagnostics;
using System.Text.Json;

namespace RsdtrEdge.Benchmarks;

/// <summary>One run of <c>rsdtr</c> as a process of its own, as a user starts it.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="PeakBytes">The most memory it had in RAM; null where the system does not tell.</param>
/// <param name="ErrorLine">The first line of its standard error stream that tells an error; null where it was silent.</param>
internal sealed record ToolRun(int ExitCode, double Seconds, long? PeakBytes, string? ErrorLine)
{
    // The peak only grows, so only what happens between the last look and the end is missed.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The program that runs programs of .NET: the one that runs this, where it is one.</summary>
    public static string Host => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Runs the tool.</summary>
    /// <param name="arguments">Its command line.</param>
    public static ToolRun Start(IEnumerable<string> arguments)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "rsdtr.dll");
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(Host, ["exec", tool, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Both streams are read, so that a full pipe cannot stop the process.
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        long? peak = null;
        do
        {
            peak = Math.Max(peak ?? 0, PeakOf(process) ?? 0);
        }
        while (!process.WaitForExit(s_pause));
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Task.WaitAll(output, error);
        string? line = error.Result.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal));
        return new ToolRun(process.ExitCode, seconds, peak > 0 ? peak : null, line);
    }

    /// <summary>What is left of the parameters and the FLOPs, as shares of the original, by a report that the tool wrote.</summary>
    public static (double? Parameters, double? Flops) ReadShares(string report)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
        return (Share("parameters"), Share("flops"));

        double? Share(string name) => Figure("after", name) / Figure("before", name);

        double? Figure(string side, string name) =>
            document.RootElement.GetProperty(side).GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
    }

    private static long? PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or System.ComponentModel.Win32Exception)
        {
            // It has just ended.
            return null;
        }
    }
}
