using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>What the command line asks for.</summary>
/// <param name="Shared">The folder with the trained models.</param>
/// <param name="Rows">The rows to run.</param>
/// <param name="Layers">The layers to measure for the plot.</param>
/// <param name="Threads">The numbers of threads of each row; the first one is also that of the layers.</param>
/// <param name="MatrixThreads">The numbers of threads of the many rows that only must not be slower.</param>
/// <param name="Seconds">The least time of the runs that count, of each network; of a layer a fifth of it.</param>
/// <param name="Profile">The device profile, which is completed where it exists; null: one that is thrown away at the end.</param>
/// <param name="ProfileSeconds">About how long the profile may take, all numbers of threads together.</param>
/// <param name="CompressArguments">Further options of <c>rsdtr compress</c> for all rows.</param>
/// <param name="Markdown">The page whose section is replaced, beside which the plot is written; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record PerformanceOptions(
    string Shared, IReadOnlyList<PerformanceRow> Rows, IReadOnlyList<LayerSize> Layers, IReadOnlyList<int> Threads, IReadOnlyList<int> MatrixThreads, double Seconds,
    string? Profile, double ProfileSeconds, IReadOnlyList<string> CompressArguments, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage =
        "performance --shared DIR [--rows NAME,...|none] [--layers NAME,...|none] [--threads 1,2] [--matrix-threads 1] [--seconds S] "
        + "[--profile FILE] [--profile-seconds S] [--compress-arguments \"...\"] [--markdown FILE]";

    // What bears on the figures, in the order of the page; what is left decides only where files are.
    private static readonly string[] s_told = ["--rows", "--layers", "--threads", "--matrix-threads", "--seconds", "--profile-seconds", "--compress-arguments"];

    private static readonly string[] s_known = ["--shared", .. s_told, "--profile", "--markdown"];

    /// <summary>The numbers of threads that a row is run with.</summary>
    public IReadOnlyList<int> ThreadsOf(PerformanceRow row) => row.IsMatrix ? MatrixThreads : Threads;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static PerformanceOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);
        return new PerformanceOptions(
            CommandLine.ReadShared(values),
            Find("row", PerformanceRows.All, row => row.Name, values.GetValueOrDefault("--rows")),
            Find("layer", LayerSize.All, layer => layer.Name, values.GetValueOrDefault("--layers")),
            ReadThreads("--threads", values.GetValueOrDefault("--threads", "1,2")),
            ReadThreads("--matrix-threads", values.GetValueOrDefault("--matrix-threads", "1")),
            ReadSeconds("--seconds", values.GetValueOrDefault("--seconds", "3"), 600),
            values.GetValueOrDefault("--profile"),
            ReadSeconds("--profile-seconds", values.GetValueOrDefault("--profile-seconds", "360"), 86400),
            values.GetValueOrDefault("--compress-arguments", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            values.GetValueOrDefault("--markdown"),
            $"performance --shared ../shared{CommandLine.Tell(values, s_told)}");
    }

    /// <summary>How models are measured.</summary>
    /// <param name="threads">Threads of an operator.</param>
    /// <param name="seconds">The least time of the runs that count.</param>
    public static LatencyBenchmarkOptions Latency(int threads, double seconds) => new()
    {
        // Slow networks in short blocks: twelve pairs of them must not take minutes.
        BlockLength = 5,
        MinimumCount = 60,
        MinimumTime = TimeSpan.FromSeconds(seconds),
        Model = new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = threads } },
    };

    private static T[] Find<T>(string kind, IReadOnlyList<T> all, Func<T, string> name, string? names)
    {
        HashSet<string> wanted = names is null ? [.. all.Select(name)] : names == "none" ? [] : [.. names.Split(',')];
        T[] found = [.. all.Where(item => wanted.Contains(name(item)))];
        return wanted.Except(found.Select(name)).FirstOrDefault() is { } unknown
            ? throw new FormatException($"no {kind} '{unknown}'; there are {string.Join(", ", all.Select(name))}")
            : found;
    }

    private static int[] ReadThreads(string option, string text) =>
    [
        .. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads > 0
            ? threads
            : throw new FormatException($"{option} takes whole numbers such as 1,2, not '{text}'")).Distinct(),
    ];

    private static double ReadSeconds(string option, string text, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0 && seconds <= most
            ? seconds
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{option} takes a number from 0 to {most}, not '{text}'"));
}
